import {
  deepestCondition,
  mostConditionTokens,
  parseConditionShape,
  parsePreprocessorCondition,
} from '#headrace/parser/preprocessor/condition.js';
import test from 'ava';
import fc from 'fast-check';

test('terms, alternatives and groups have their places', (t) => {
  t.deepEqual(parsePreprocessorCondition('1 && !streq(a,"b c") || (0)'), {
    condition: [
      [
        { type: 'integer', offset: 0, negated: false, text: '1' },
        {
          type: 'predicate',
          offset: 6,
          negated: true,
          name: 'streq',
          arguments: [
            { offset: 12, pieces: [{ type: 'bare', text: 'a' }] },
            { offset: 14, pieces: [{ type: 'weak', text: '"b c"' }] },
          ],
        },
      ],
      [{ type: 'group', offset: 24, negated: false, any: [[{ type: 'integer', offset: 25, negated: false, text: '0' }]] }],
    ],
  });
});

const faults: [text: string, offset: number, message: RegExp][] = [
  [' ', 1, /missing at the end/],
  ['!', 1, /missing at the end/],
  ['1 &&', 4, /missing at the end/],
  ['a', 0, /unparsable condition 'a'/],
  ['1a', 1, /unexpected character 'a'/],
  ['1)', 1, /unexpected character '\)'/],
  ['(1', 2, /expected '\)' at the end/],
  ['()', 1, /unparsable condition '\)'/],
  ['1 & 1', 2, /unexpected character '&'/],
  ['1 ||| 1', 4, /unparsable condition '\| 1'/],
  ['defined (X)', 0, /unparsable condition 'defined \(X\)'/],
  ['defined(X', 9, /expected '\)' after the arguments/],
  ['streq("a', 6, /unmatched quote " in an argument/],
];

for (const [text, offset, message] of faults) {
  test(`'${text}' is no condition`, (t) => {
    const parsed = parsePreprocessorCondition(text);
    t.true('fault' in parsed);
    if ('fault' in parsed) {
      t.is(parsed.fault.offset, offset);
      t.regex(parsed.fault.message, message);
    }
  });
}

test('depth and length are bounded', (t) => {
  const nested = (depth: number) => parsePreprocessorCondition(`${'('.repeat(depth)}1${')'.repeat(depth)}`);
  t.true('condition' in nested(deepestCondition));
  t.true('fault' in nested(deepestCondition + 1));
  t.true('condition' in parsePreprocessorCondition(`${'!'.repeat(mostConditionTokens - 1)}1`));
  t.true('fault' in parsePreprocessorCondition(`${'!'.repeat(mostConditionTokens)}1`));
  t.true('fault' in parsePreprocessorCondition('1||'.repeat(100_000)));
});

test('every sequence of tokens has one tree at most, and whatever the text, there is an answer', (t) => {
  const letters = fc.array(fc.constantFrom('i', 'p', '&', '|', '!', '(', ')', ',', 'a', 'q', 'w'), { maxLength: 14 });
  fc.assert(
    fc.property(letters, (sequence) => {
      const results = parseConditionShape(sequence.join(''));
      return typeof results === 'number' ? results <= sequence.length : results.length === 1;
    }),
    { numRuns: 500 },
  );
  const piece = fc.constantFrom(
    '1',
    '0',
    'streq(',
    'defined(',
    'x',
    ',',
    ')',
    '(',
    '!',
    '&&',
    '||',
    '&',
    '"',
    "'",
    '\\',
    ' ',
    '\n',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      const text = pieces.join('');
      const parsed = parsePreprocessorCondition(text);
      return 'condition' in parsed || (parsed.fault.offset >= 0 && parsed.fault.offset <= text.length);
    }),
    { numRuns: 500 },
  );
  t.pass();
});
