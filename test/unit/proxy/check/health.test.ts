import test from 'ava';
import { count, isUp, refit } from '#headrace/proxy/check/health.js';
import type { ServerHealth } from '#headrace/proxy/inventory.js';

const check = (rise: number, fall: number) => ({ intervalMs: 1000, rise, fall });
const health = (value: number): ServerHealth => ({
  status: 'L4OK',
  durationMs: 0,
  health: value,
  failures: 0,
  downTransitions: 0,
  lastChangeMs: 0,
  downtimeMs: 0,
});

test('failures are counted while the server is up only', (t) => {
  const now = health(4);
  const results = Array.from({ length: 5 }, () => count(now, check(2, 3), false));
  t.deepEqual(results, [undefined, undefined, 'down', undefined, undefined]);
  t.is(now.failures, 3);
});

test('rise 1, fall 1: every result decides', (t) => {
  const now = health(1);
  t.deepEqual(
    [false, true, true, false].map((passed) => count(now, check(1, 1), passed)),
    ['down', 'up', undefined, 'down'],
  );
});

test('changed rise and fall leave the state as it is', (t) => {
  for (const before of [check(1, 1), check(2, 3), check(5, 2)]) {
    for (const after of [check(1, 1), check(2, 3), check(4, 7)]) {
      for (let value = 0; value < before.rise + before.fall; value++) {
        const now = health(value);
        const wasUp = isUp(now, before);
        refit(now, before, after);
        t.is(isUp(now, after), wasUp);
        t.true(now.health >= 0 && now.health < after.rise + after.fall);
      }
    }
  }
});
