import { time, wholeSeconds } from '#headrace/config/arguments/time.js';
import test from 'ava';
import { read } from './place.js';

for (const [word, ms] of [
  ['0', 0],
  ['500', 500],
  ['5ms', 5],
  ['2s', 2000],
  ['3m', 180_000],
  ['4h', 14_400_000],
  ['24d', 2_073_600_000],
  ['1us', 1],
  ['1000us', 1],
  ['1001us', 2],
  ['2147483647', 2_147_483_647],
] as const) {
  test(`${word} is ${ms} ms`, (t) => t.deepEqual(read(time, word), { value: ms, codes: [] }));
}

for (const word of ['x', '-1', '1.5s', '1S', ' 1', '1x', 's', '']) {
  test(`'${word}' is refused`, (t) => t.deepEqual(read(time, word), { value: undefined, codes: ['invalid-time'] }));
}

for (const word of ['25d', '2147483648', '99999999999999999999']) {
  test(`${word} is too long`, (t) => t.deepEqual(read(time, word), { value: undefined, codes: ['time-overflow'] }));
}

test('what follows the unit is ignored with a warning', (t) => {
  t.deepEqual(read(time, '1h30m'), { value: 3_600_000, codes: ['warning: malformed-time'] });
});

for (const [word, seconds] of [
  ['7', 7],
  ['7s', 7],
  ['1ms', 1],
  ['1500ms', 2],
  ['2m', 120],
] as const) {
  test(`${word} is ${seconds} whole seconds`, (t) => t.deepEqual(read(wholeSeconds, word), { value: seconds, codes: [] }));
}
