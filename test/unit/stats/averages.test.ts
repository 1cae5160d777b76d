import test from 'ava';
import { Averages } from '#headrace/stats/averages.js';

function looked(averages: Averages, count: number, sums: number[]): void {
  averages.begin();
  averages.add(1, count, () => sums);
  averages.end();
}

test('few sessions have their plain mean, however many looks saw them', (t) => {
  const averages = new Averages();
  looked(averages, 1, [1500, 10]);
  t.is(averages.meanMs(1, 0), 1500);
  looked(averages, 4, [1800, 40]);
  t.is(averages.meanMs(1, 0), 450);
  t.is(averages.meanMs(1, 1), 10);
});

test('old sessions fade: after many of 20 ms those of 1,000 ms are forgotten', (t) => {
  const averages = new Averages();
  looked(averages, 1024, [1_024_000]);
  t.is(averages.meanMs(1, 0), 1000);
  for (let i = 1; i <= 100; i++) looked(averages, 1024 + i * 100, [1_024_000 + i * 2000]);
  t.true(Math.abs(averages.meanMs(1, 0) - 20) < 0.1, String(averages.meanMs(1, 0)));
});

test('half of a window of other sessions moves the mean by about two fifths', (t) => {
  const averages = new Averages();
  looked(averages, 10_000, [10_000 * 100]);
  looked(averages, 10_512, [10_000 * 100]);
  t.true(Math.abs(averages.meanMs(1, 0) - 100 * Math.exp(-0.5)) < 0.1);
});

test('nothing yet is 0, a count that shrinks starts anew, an object that is gone is forgotten', (t) => {
  const averages = new Averages();
  t.is(averages.meanMs(1, 0), 0);
  looked(averages, 10, [100]);
  looked(averages, 1, [3]);
  t.is(averages.meanMs(1, 0), 3);
  averages.begin();
  averages.end();
  t.is(averages.meanMs(1, 0), 0);
});
