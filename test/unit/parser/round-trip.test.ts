import test from 'ava';
import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Document } from '#headrace/parser/ast.js';
import { evaluate } from '#headrace/parser/evaluate.js';
import { parse } from '#headrace/parser/parse.js';
import { print, printWord } from '#headrace/parser/print.js';
import { readSource } from '#headrace/parser/source.js';
import { sharedFolder } from '../../support/paths.js';
import { needs } from '../../support/programs.js';
import { anyText } from './lines.js';

const documentOf = (text: string): Document => parse({ name: 'any.cfg', text }).document;

needs('shared')('every file of the corpus is printed byte for byte', (t) => {
  const corpus = join(sharedFolder, 'corpus');
  const files = readdirSync(corpus).filter((name) => name.endsWith('.cfg'));
  t.true(files.length > 50);
  for (const file of files) {
    const path = join(corpus, file);
    const { source } = readSource(path);
    t.deepEqual(Buffer.from(print(documentOf(source?.text ?? '')), 'latin1'), readFileSync(path), file);
  }
});

test('any text is printed as it was', (t) => {
  fc.assert(
    fc.property(anyText, (text) => {
      t.is(print(documentOf(text)), text);
    }),
    { numRuns: 2000 },
  );
});

test('the tree survives JSON', (t) => {
  fc.assert(
    fc.property(anyText, (text) => {
      const document = documentOf(text);
      t.deepEqual(JSON.parse(JSON.stringify(document)), document);
    }),
    { numRuns: 300 },
  );
});

test('every position is where the text stands', (t) => {
  fc.assert(
    fc.property(anyText, (text) => {
      const lines = text.split('\n');
      for (const line of documentOf(text).lines) {
        const written = lines[line.number - 1] ?? '';
        for (const word of line.words) {
          t.true(written.startsWith(printWord(word), word.column - 1));
          t.is(word.pieces[0]?.column, word.column);
        }
        for (const { span } of evaluate(line, {}).words) t.true(span.column + span.length <= written.length + 1);
        if (line.comment) t.true(written.startsWith(line.comment.text, line.comment.column - 1));
        if (line.ignored) t.true(written.startsWith(line.ignored.text, line.ignored.column - 1));
      }
    }),
    { numRuns: 1000 },
  );
});

test('evaluation answers every line with words or with one alert in it', (t) => {
  fc.assert(
    fc.property(anyText, (text) => {
      for (const line of documentOf(text).lines) {
        const { words, diagnostics } = evaluate(line, { A: ' x  y ', B: undefined });
        t.true(words.length <= 64);
        t.true(diagnostics.filter(({ severity }) => severity === 'alert').length <= 1);
        for (const { column, length } of diagnostics) t.true(column >= 1 && length >= 1);
      }
    }),
    { numRuns: 1000 },
  );
});

test('line ends of every kind, and none', (t) => {
  const { document, diagnostics } = parse({ name: 'f', text: 'a\nb\r\n\r\n\nc' });
  t.deepEqual(
    document.lines.map(({ end }) => end),
    ['\n', '\r\n', '\r\n', '\n', ''],
  );
  t.deepEqual(
    diagnostics.map(({ code, line, column }) => ({ code, line, column })),
    [{ code: 'missing-newline', line: 5, column: 2 }],
  );
});

test('an empty file has no lines and no faults', (t) => {
  t.deepEqual(parse({ name: 'f', text: '' }), { document: { name: 'f', lines: [] }, diagnostics: [] });
});

test('a section, a condition and a comment are lines like any other', (t) => {
  const { document } = parse({ name: 'f', text: 'listen a # b\n  .if defined(X)\n#c\n' });
  t.deepEqual(
    document.lines.map((line) => [line.words.map(printWord), line.comment?.text]),
    [
      [['listen', 'a'], '# b'],
      [['.if', 'defined(X)'], undefined],
      [[], '#c'],
    ],
  );
});
