import test from 'ava';
import fc from 'fast-check';
import { ChunkParser } from '#headrace/proxy/http/parse-chunk.js';
import { FAULTY, INCOMPLETE } from '#headrace/proxy/http/parse-head.js';

function parsed(text: string, cuts: number[] = []): string {
  const bytes = Buffer.from(`>>${text}`, 'latin1');
  const parser = new ChunkParser();
  parser.restart();
  let outcome: number = INCOMPLETE;
  for (const end of [...cuts.map((cut) => Math.min(cut, text.length)).sort((a, b) => a - b), text.length]) {
    outcome = parser.parse(bytes, 2, 2 + end);
    if (outcome !== INCOMPLETE) break;
  }
  if (outcome === INCOMPLETE) return 'incomplete';
  if (outcome === FAULTY) return `${parser.fault} at ${parser.position}`;
  return `${parser.size}${parser.plain ? '' : ' decorated'}, line of ${parser.position}`;
}

test('sizes', (t) => {
  t.is(parsed('0\r\n'), '0, line of 3');
  t.is(parsed('fF\r\nrest'), '255, line of 4');
  t.is(parsed('0001\r\n'), '1, line of 6');
  t.is(parsed('fffffffffffff\r\n'), `${2 ** 52 - 1}, line of 15`);
  t.is(parsed('5  \r\n'), '5 decorated, line of 5');
  t.is(parsed('5;a=b;c="d e"\r\n'), '5 decorated, line of 15');
  t.is(parsed('5 \t;a\r\n'), '5 decorated, line of 7');
  t.is(parsed('5'), 'incomplete');
  t.is(parsed('5\r'), 'incomplete');
});

test('what is no size', (t) => {
  t.is(parsed('\r\n'), 'bad-chunk-size at 0');
  t.is(parsed('x\r\n'), 'bad-chunk-size at 0');
  t.is(parsed('-1\r\n'), 'bad-chunk-size at 0');
  t.is(parsed('0x5\r\n'), 'bad-chunk-size at 1');
  t.is(parsed(' 5\r\n'), 'bad-chunk-size at 0');
  t.is(parsed('5 5\r\n'), 'bad-chunk-size at 2');
  t.is(parsed('00000000000001\r\n'), 'bad-chunk-size at 13');
  t.is(parsed('5\n'), 'bare-lf at 1');
  t.is(parsed('5\rx'), 'bare-cr at 2');
  t.is(parsed('5;a\nb\r\n'), 'bare-lf at 3');
  t.is(parsed('5;a\0\r\n'), 'bad-chunk-extension at 3');
});

test('the places where the bytes are cut make no difference', (t) => {
  const text = fc.array(fc.constantFrom('0', '5', 'f', ' ', '\t', ';', 'a=b', '\r', '\n', '\r\n'), { maxLength: 20 });
  fc.assert(
    fc.property(text, fc.array(fc.nat(30), { maxLength: 6 }), (parts, cuts) => {
      t.is(parsed(parts.join(''), cuts), parsed(parts.join('')));
    }),
  );
});
