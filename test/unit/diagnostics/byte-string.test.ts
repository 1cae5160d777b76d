import test from 'ava';
import fc from 'fast-check';
import { toBytes, toText } from '#headrace/diagnostics/byte-string.js';

test('text survives being made bytes', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      t.is(toText(toBytes(text)), text);
    }),
  );
});

test('a byte string has one character per byte', (t) => {
  t.is(toBytes('é日'), '\xc3\xa9\xe6\x97\xa5');
  t.is(toBytes('plain'), 'plain');
});

test('bytes that are no UTF-8 stay as they are, and text stays text', (t) => {
  t.is(toText('caf\xe9'), 'caf\xe9');
  t.is(toText('日\xc3\xa9'), '日\xc3\xa9');
});
