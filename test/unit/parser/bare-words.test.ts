/** The short way from a line to its words gives what the tree gives. */
import { Diagnostics } from '#headrace/diagnostics/diagnostics.js';
import { evaluate } from '#headrace/parser/evaluate.js';
import { linesOf, wordsOrLinesOf } from '#headrace/parser/parse.js';
import test from 'ava';
import fc from 'fast-check';
import { anyLine } from './lines.js';

test('words without a tree are those of the tree, and nothing is reported once more or less', (t) => {
  let short = 0;
  fc.assert(
    fc.property(fc.array(anyLine, { maxLength: 6 }), fc.boolean(), (lines, ended) => {
      const source = { name: 'a.cfg', text: lines.join('\n') + (ended ? '\n' : '') };
      const [by, at] = [new Diagnostics(), new Diagnostics()];
      const trees = [...linesOf(source, by)];
      const words = [...wordsOrLinesOf(source, at)].map((line, index) => {
        if (!Array.isArray(line)) return evaluate(line, {}).words;
        if (line.length > 0) short++;
        t.deepEqual(evaluate(trees[index]!, {}).diagnostics, []);
        return line.map(({ value, bytes, span }) => {
          t.is(bytes, value);
          return { value, span };
        });
      });
      t.deepEqual(
        words,
        trees.map((line) => evaluate(line, {}).words),
      );
      t.deepEqual(at.list, by.list);
    }),
    { numRuns: 500 },
  );
  t.true(short > 0);
});
