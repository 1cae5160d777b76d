import test from 'ava';
import { evaluate, environmentOf } from '#headrace/parser/evaluate.js';
import { parseLine } from '#headrace/parser/parse.js';

test('a word spans what is written, quotes and escapes included, whatever its value', (t) => {
  const text = ' a  "b c"\'d\' e\\ f "${LONG}" # g\n';
  const { words } = evaluate(parseLine(text, 'f', 7), { LONG: 'x'.repeat(99) });
  t.deepEqual(
    words.map(({ span }) => [span.file, span.line, text.slice(span.column - 1, span.column - 1 + span.length)]),
    [
      ['f', 7, 'a'],
      ['f', 7, '"b c"\'d\''],
      ['f', 7, 'e\\ f'],
      ['f', 7, '"${LONG}"'],
    ],
  );
});

test('the words of a split variable share its span', (t) => {
  const { words } = evaluate(parseLine('a "${X[*]}"\n', 'f', 1), { X: 'b c' });
  t.deepEqual(
    words.map(({ value, span }) => [value, span.column, span.length]),
    [
      ['a', 1, 1],
      ['b', 3, 9],
      ['c', 3, 9],
    ],
  );
});

test('the words before a fault are kept', (t) => {
  const { words, diagnostics } = evaluate(parseLine('a b "c\n', 'f', 1), {});
  t.deepEqual(
    words.map(({ value }) => value),
    ['a', 'b'],
  );
  t.deepEqual(
    diagnostics.map(({ code, column }) => [code, column]),
    [['unmatched-quote', 5]],
  );
});

test('names that objects have by birth are no variables', (t) => {
  const { words } = evaluate(parseLine('"$constructor" "${__proto__}" "${toString-none}"\n', 'f', 1), {});
  t.deepEqual(
    words.map(({ value }) => value),
    ['', '', 'none'],
  );
});

test('words are byte strings, and so is an environment made of text', (t) => {
  const { words } = evaluate(parseLine('"$X" \\xe9 \xc3\xa9\n', 'f', 1), environmentOf({ X: 'é', Y: undefined }));
  t.deepEqual(
    words.map(({ value }) => value),
    ['\xc3\xa9', '\xe9', '\xc3\xa9'],
  );
});
