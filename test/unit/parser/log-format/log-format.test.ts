import test from 'ava';
import fc from 'fast-check';
import { tokenizeLogFormat } from '#headrace/parser/log-format/lexer.js';
import { parseLogFormat, parseLogFormatShape, printLogFormat } from '#headrace/parser/log-format/parse.js';

const piece = fc.constantFrom(
  ...['%', '%%', '%ci', '%{', '%{+Q}', '%{+Q,-X}o', '%[', '%[src]', '%[src,lower]', '%(', '%(n)', '%(n:int)', ' ', '  ', '\t'],
  ...[
    'a',
    'b_c',
    ']',
    ')',
    '}',
    '(',
    '"',
    "'",
    '\\',
    '%[str(a]b)]',
    "%[str('a]b)')]",
    '%[str("\\")")]',
    'é',
    '\n',
    '{',
    '[',
    '0',
  ],
);
const anyFormat = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));

test('what is parsed is printed back, byte for byte; what is not has a fault within the text', (t) => {
  fc.assert(
    fc.property(anyFormat, (text) => {
      const parsed = parseLogFormat(text);
      if ('node' in parsed) {
        t.is(printLogFormat(parsed.node), text);
        return;
      }
      t.true(parsed.fault.offset >= 0 && parsed.fault.length > 0);
      t.true(parsed.fault.offset + parsed.fault.length <= Math.max(1, text.length), JSON.stringify([text, parsed.fault]));
    }),
    { numRuns: 3000 },
  );
});

test('the tokens tile the text and have exactly one result', (t) => {
  fc.assert(
    fc.property(anyFormat, (text) => {
      const tokens = tokenizeLogFormat(text);
      if (tokens.at(-1)?.type !== 'bad') t.is(tokens.map((token) => token.text).join(''), text);
      const results = parseLogFormatShape(tokens.map(({ type }) => (type === 'bad' ? '?' : type)).join(''));
      t.true(typeof results === 'number' || results.length === 1);
    }),
    { numRuns: 2000 },
  );
});

test('offsets point at the texts they belong to', (t) => {
  const text = '%{+Q}o %(client:str){+X}ci [%[src,lower]] %%';
  const parsed = parseLogFormat(text);
  if (!('node' in parsed)) return t.fail();
  const variables = parsed.node.items.flatMap((item) => (item.type === 'alias' || item.type === 'expression' ? [item] : []));
  t.deepEqual(
    variables.map((item) => [item.type, item.label, item.flags, item.text]),
    [
      ['alias', undefined, '+Q', 'o'],
      ['alias', 'client:str', '+X', 'ci'],
      ['expression', undefined, undefined, 'src,lower'],
    ],
  );
  for (const item of variables) t.is(text.slice(item.textOffset, item.textOffset + item.text.length), item.text);
});

for (const [text, offset, length, message] of [
  ['a%', 1, 1, "the text ends after '%', write '%%' for a single '%'"],
  ['%%%', 2, 1, "the text ends after '%', write '%%' for a single '%'"],
  ['a % b', 2, 1, "unexpected space after '%', write '%%' for a single '%'"],
  ['%ci %{+Q', 4, 4, "missing '}' after the flags"],
  ['%ci %{+Q}', 4, 5, 'flags without the name of a variable after them'],
  ['%{+Q}%ci', 0, 5, 'flags without the name of a variable after them'],
  ['%{+Q}{+X}ci', 0, 5, 'flags without the name of a variable after them'],
  ['x%[src', 1, 5, "missing ']' after the expression"],
  ['%[str(a]', 0, 8, "missing ']' after the expression"],
] as const) {
  test(`no log format: ${text}`, (t) => {
    t.deepEqual(parseLogFormat(text), { fault: { offset, length, message } });
  });
}
