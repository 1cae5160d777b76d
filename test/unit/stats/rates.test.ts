import test from 'ava';
import fc from 'fast-check';
import { RATE_TICK_MS, Rates } from '#headrace/stats/rates.js';

/** Looks at one total at each given time. */
function looked(rates: Rates, looks: [atMs: number, total: number][]): void {
  for (const [at, total] of looks) {
    rates.begin(at);
    rates.add('x', total);
    rates.end();
  }
}

test('a steady stream has its rate', (t) => {
  const rates = new Rates();
  looked(
    rates,
    Array.from({ length: 20 }, (_, i) => [i * RATE_TICK_MS, i * 25]),
  );
  t.is(rates.current('x'), 100);
  t.is(rates.peak('x'), 100);
});

test('a burst counts in full for a second, then only in the peak', (t) => {
  const rates = new Rates();
  looked(rates, [
    [0, 0],
    [250, 3],
    [500, 8],
  ]);
  t.is(rates.current('x'), 8);
  looked(rates, [
    [750, 8],
    [1000, 8],
    [1250, 8],
    [1500, 8],
  ]);
  t.is(rates.current('x'), 0);
  t.is(rates.peak('x'), 8);
});

test('looks that come late are rated over the time they took', (t) => {
  const rates = new Rates();
  looked(rates, [
    [0, 0],
    [250, 0],
    [500, 0],
    [750, 0],
    [2000, 1000],
  ]);
  t.is(rates.current('x'), 500);
});

test('what came before the first look of all is no rate, but a new object counts from nothing', (t) => {
  const rates = new Rates();
  looked(rates, [[0, 1_000_000]]);
  t.is(rates.current('x'), 0);
  rates.begin(250);
  rates.add('x', 1_000_000);
  rates.add('y', 7);
  rates.end();
  t.is(rates.current('y'), 7);
});

test('a total that shrinks starts anew without a negative rate', (t) => {
  const rates = new Rates();
  looked(rates, [
    [0, 0],
    [250, 100],
    [500, 2],
    [750, 4],
  ]);
  t.is(rates.current('x'), 2);
  t.is(rates.peak('x'), 100);
});

test('an object that is gone is forgotten', (t) => {
  const rates = new Rates();
  looked(rates, [
    [0, 0],
    [250, 100],
  ]);
  rates.begin(500);
  rates.end();
  t.is(rates.peak('x'), 0);
});

test('no rate exceeds what any second saw, none is negative', (t) => {
  fc.assert(
    fc.property(fc.array(fc.nat(1000), { minLength: 1, maxLength: 40 }), (growth) => {
      const rates = new Rates();
      let total = 0;
      for (const [i, more] of growth.entries()) {
        if (i > 0) total += more;
        looked(rates, [[i * RATE_TICK_MS, total]]);
        const lastSecond = growth.slice(Math.max(1, i - 3), i + 1).reduce((sum, one) => sum + one, 0);
        if (rates.current('x') !== (i === 0 ? 0 : lastSecond)) return false;
      }
      return true;
    }),
  );
  t.pass();
});
