import test from 'ava';
import { median, pairedRatio, rotated, spread, summarize } from '#bench/statistics.js';

test('the median is the middle, or the mean of the two in the middle', (t) => {
  t.is(median([3, 1, 2]), 2);
  t.is(median([4, 1, 10, 2]), 3);
  t.throws(() => median([]), { instanceOf: RangeError });
});

test('the spread is half the distance of the extremes beside the median', (t) => {
  t.is(spread(summarize([90, 100, 110])), 0.1);
  t.is(spread(summarize([0, 0])), 0);
});

test('a disturbance that both sides of a round suffer does not move the paired ratio', (t) => {
  t.is(pairedRatio([50, 500, 50], [100, 1000, 100]), 0.5);
  t.is(pairedRatio([50, 60], [100]), 0.5);
  t.is(pairedRatio([50], [0]), Number.NaN);
});

test('each round begins with another contestant and has them all', (t) => {
  t.deepEqual(
    [0, 1, 2, 3].map((round) => rotated(['a', 'b', 'c'], round).join('')),
    ['abc', 'bca', 'cab', 'abc'],
  );
  t.deepEqual(rotated([], 5), []);
});
