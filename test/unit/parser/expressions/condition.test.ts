import test from 'ava';
import fc from 'fast-check';
import { parseAclTest, parseAclTestShape, shapeOf } from '#headrace/parser/expressions/acl-test.js';
import { parseCondition, parseConditionShape, tokenizeCondition } from '#headrace/parser/expressions/condition.js';

const terms = (text: string) => {
  const parsed = parseCondition(text === '' ? [] : text.split(' '));
  if ('fault' in parsed) return `${parsed.fault.word}: ${parsed.fault.message}`;
  return parsed.node.alternatives.map((terms) =>
    terms.map(({ negated, word, words, name }) => `${negated ? 'not ' : ''}${name ?? `${word}+${words}`}`).join(' and '),
  );
};

test('terms are joined by and, alternatives by or', (t) => {
  t.deepEqual(terms('a !b or c || { src 1.2.3.4 }'), ['a and not b', 'c', '6+2']);
  t.deepEqual(terms('! a !{ src 1.2.3.4 }'), ['not a and not 3+2']);
});

test('HAProxy counts exclamation marks, and forgives what is missing around or', (t) => {
  t.deepEqual(terms('!!a ! ! b !!! c'), ['a and b and not c']);
  t.deepEqual(terms('or a or or b or'), ['a', 'b']);
  t.deepEqual(terms('a !'), ['a']);
  t.deepEqual(terms(''), []);
});

test('a brace without its closing one is a fault', (t) => {
  t.is(terms('a { src 1.2.3.4'), "1: missing closing '}' in condition");
  t.deepEqual(terms('a }'), ['a and }']);
});

const word = fc.constantFrom('a', '!a', '!', '!!', 'or', '||', '{', '}', '!{', 'or!', '');

test('any words have exactly one result, or a fault', (t) => {
  fc.assert(
    fc.property(fc.array(word, { maxLength: 14 }), (words) => {
      const tokens = tokenizeCondition(words);
      if (!Array.isArray(tokens)) return;
      t.is(parseConditionShape(tokens.map(({ type }) => type).join('')).length, 1);
    }),
    { numRuns: 2000 },
  );
});

test('flags come before patterns and may have values', (t) => {
  t.deepEqual(parseAclTest('src -i -m str -f file -- -x y'.split(' ')), {
    flags: [
      { word: 1, name: '-i' },
      { word: 2, name: '-m', value: 3 },
      { word: 4, name: '-f', value: 5 },
    ],
    patternsAt: 7,
  });
  t.deepEqual(parseAclTest(['src', 'a', '-i']), { flags: [], patternsAt: 1 });
  t.deepEqual(parseAclTest(['src', '-m']), { flags: [{ word: 1, name: '-m' }], patternsAt: 2 });
});

test('the words of any ACL have exactly one result', (t) => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('-i', '-m', '-f', '--', 'x', '-'), { maxLength: 10 }), (words) => {
      t.is(parseAclTestShape(shapeOf(['src', ...words])).length, 1);
    }),
    { numRuns: 1000 },
  );
});
