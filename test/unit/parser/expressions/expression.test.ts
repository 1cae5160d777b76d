import test from 'ava';
import fc from 'fast-check';
import {
  argumentValue,
  parseExpression,
  parseExpressionShape,
  printExpression,
} from '#headrace/parser/expressions/expression.js';

const nodeOf = (text: string, start = 0) => {
  const parsed = parseExpression(text, start);
  if ('fault' in parsed) throw new Error(`${parsed.fault.offset}: ${parsed.fault.message}`);
  return parsed;
};
const argumentsOf = (text: string) => nodeOf(text).node.fetch.arguments?.map(argumentValue);
const faultOf = (text: string) => {
  const parsed = parseExpression(text);
  return 'fault' in parsed ? `${parsed.fault.offset}: ${parsed.fault.message}` : undefined;
};

test('a fetch, converters and their arguments, each where it stands', (t) => {
  t.deepEqual(nodeOf('src,ipmask(24),concat("a b",,x)').node, {
    fetch: { offset: 0, name: 'src' },
    converters: [
      { offset: 4, name: 'ipmask', commas: ',', arguments: [{ offset: 11, pieces: [{ type: 'bare', text: '24' }] }] },
      {
        offset: 15,
        name: 'concat',
        commas: ',',
        arguments: [
          { offset: 22, pieces: [{ type: 'weak', text: '"a b"' }] },
          { offset: 28, pieces: [] },
          { offset: 29, pieces: [{ type: 'bare', text: 'x' }] },
        ],
      },
    ],
  });
});

test('arguments as HAProxy 2.6 reads them', (t) => {
  t.deepEqual(argumentsOf('str(a b)'), ['a b']);
  t.deepEqual(argumentsOf('str(a"b,c"d)'), ['ab,cd']);
  t.deepEqual(argumentsOf("str('a\\nb)')"), ['a\\nb)']);
  t.deepEqual(argumentsOf('str(a\\nb\\\\\\ \\q)'), ['a\nb\\ \\q']);
  t.deepEqual(argumentsOf('str("a\\"b\\,")'), ['a"b\\,']);
  t.deepEqual(argumentsOf('str(a(b)'), ['a(b']);
  t.deepEqual(argumentsOf('str()'), ['']);
  t.is(argumentsOf('str'), undefined);
});

test('it ends where nothing can continue it', (t) => {
  t.is(nodeOf('%[src,lower] rest', 2).end, 11);
  t.is(nodeOf('str(a)upper').end, 6);
  t.is(nodeOf('src lower').end, 3);
});

test('what is missing is said where it is missing', (t) => {
  t.is(faultOf(''), '0: missing fetch method');
  t.is(faultOf('(a)'), '0: missing fetch method');
  t.is(faultOf('str(a'), "5: missing closing parenthesis: expected ')'");
  t.is(faultOf('str(a,'), "6: missing closing parenthesis: expected ')'");
  t.is(faultOf('str("a)'), '4: unmatched quote " in an argument');
  t.is(faultOf('src,'), '4: missing converter after the comma');
  t.is(faultOf('src, upper'), '4: missing converter after the comma');
});

const expressionLike = fc
  .array(fc.constantFrom('a', 'str', '(', ')', ',', '"', "'", '\\', ' ', ']', '"b c"', '\n', 'é'), { maxLength: 30 })
  .map((parts) => parts.join(''));

test('any text is an expression up to its end, printed back byte for byte, or has a fault within it', (t) => {
  fc.assert(
    fc.property(fc.oneof(expressionLike, fc.string()), (text) => {
      const parsed = parseExpression(text);
      if ('fault' in parsed) t.true(parsed.fault.offset >= 0 && parsed.fault.offset <= text.length);
      else t.is(printExpression(parsed.node), text.slice(0, parsed.end));
    }),
    { numRuns: 2000 },
  );
});

test('any sequence of tokens has at most one result', (t) => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('n', '(', ')', ',', 'a', 'q', 'w'), { maxLength: 14 }), (letters) => {
      const results = parseExpressionShape(letters.join(''));
      t.true(typeof results === 'number' || results.length === 1);
    }),
    { numRuns: 2000 },
  );
});
