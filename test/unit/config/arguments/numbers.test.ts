import { integer, looseInteger } from '#headrace/config/arguments/integer.js';
import { size } from '#headrace/config/arguments/size.js';
import test from 'ava';
import { read } from './place.js';

const range = { min: 1, max: 100 };

test('integer takes whole numbers within its range', (t) => {
  t.deepEqual(read(integer(range), '64'), { value: 64, codes: [] });
  t.deepEqual(read(integer(range), '0').codes, ['number-out-of-range']);
  t.deepEqual(read(integer(range), '101').codes, ['number-out-of-range']);
  for (const word of ['x', '1x', '', '1.0', '0x10']) t.deepEqual(read(integer(range), word).codes, ['invalid-number'], word);
});

test('looseInteger reads what HAProxy reads, with a warning', (t) => {
  const type = looseInteger({ min: 0, max: 100 });
  t.deepEqual(read(type, '7'), { value: 7, codes: [] });
  t.deepEqual(read(type, '7x'), { value: 7, codes: ['warning: malformed-number'] });
  t.deepEqual(read(type, 'x'), { value: 0, codes: ['warning: malformed-number'] });
});

test('looseInteger says one thing about a word that gives a number out of range', (t) => {
  t.deepEqual(read(looseInteger(range), 'x').codes, ['number-out-of-range']);
  t.deepEqual(read(looseInteger(range), '-3').codes, ['number-out-of-range']);
  t.deepEqual(read(looseInteger(range), '9'.repeat(400)).codes, ['number-out-of-range']);
});

test('size takes bytes, k, m and g', (t) => {
  const type = size({ min: 0, max: 2 ** 31 - 1 });
  for (const [word, bytes] of [
    ['0', 0],
    ['1024', 1024],
    ['64k', 65_536],
    ['1M', 1_048_576],
    ['1g', 1_073_741_824],
  ] as const) {
    t.deepEqual(read(type, word), { value: bytes, codes: [] }, word);
  }
  for (const word of ['', 'k', '1kb', '-1', '1.5m']) t.deepEqual(read(type, word).codes, ['invalid-size'], word);
  t.deepEqual(read(type, '2g').codes, ['number-out-of-range']);
});
