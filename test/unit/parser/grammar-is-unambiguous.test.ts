import test from 'ava';
import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tokenize } from '#headrace/parser/lexer.js';
import { parseShape } from '#headrace/parser/parse.js';
import { shapeOf } from '#headrace/parser/shape-lexer.js';
import { sharedFolder } from '../../support/paths.js';
import { needs } from '../../support/programs.js';
import { anyLine } from './lines.js';

const resultsOf = (line: string): number => parseShape(shapeOf(tokenize(line))).length;

test('any line has exactly one result', (t) => {
  fc.assert(
    fc.property(anyLine, (line) => {
      t.is(resultsOf(line), 1);
    }),
    { numRuns: 2000 },
  );
});

needs('shared')('every line of the corpus has exactly one result', (t) => {
  const corpus = join(sharedFolder, 'corpus');
  const lines = readdirSync(corpus)
    .filter((name) => name.endsWith('.cfg'))
    .flatMap((name) => readFileSync(join(corpus, name), 'latin1').split('\n'));
  for (const line of new Set(lines)) t.is(resultsOf(line), 1, line);
});

test('the tokens tile the line, and the last says where it ends', (t) => {
  fc.assert(
    fc.property(anyLine, (line) => {
      const tokens = tokenize(line);
      let column = 1;
      for (const token of tokens) {
        t.is(token.column, column);
        column += token.text.length;
      }
      t.is(tokens.map(({ text }) => text).join(''), line);
      t.is(tokens.at(-1)?.type, 'eol');
    }),
    { numRuns: 1000 },
  );
});
