import test from 'ava';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderDiagnostic } from '#headrace/diagnostics/render.js';
import { evaluate } from '#headrace/parser/evaluate.js';
import { parse } from '#headrace/parser/parse.js';
import { repositoryFolder } from '../../support/paths.js';

/**
 * test/golden/parser: lines of a configuration, three dashes, then what they evaluate to: by line number the words, or the
 * diagnostics in full. `UPDATE_GOLDEN=1` writes the second half anew.
 */
const folder = join(repositoryFolder, 'test', 'golden', 'parser');

const environment = {
  A: 'aval',
  EMPTY: '',
  TWO: 'one two',
  WIDE: ' one \t two ',
  QUOTES: '"\'#\\$A',
  '.SECTION': 'web',
};

/** Control characters by number, so that they can be seen. */

const shown = (value: string) => value.replace(/[\0-\x1f]/g, (c) => `<${c.charCodeAt(0).toString(16).padStart(2, '0')}>`);

function evaluated(text: string): string {
  const source = { name: 'golden.cfg', text };
  const { document, diagnostics } = parse(source);
  const sources = new Map([[source.name, text]]);
  const answers = diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, sources));
  for (const line of document.lines) {
    const { words, diagnostics } = evaluate(line, environment);
    if (diagnostics.length > 0) answers.push(...diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, sources)));
    else if (words.length > 0) answers.push(`${line.number}: ${words.map(({ value }) => shown(value)).join(' | ')}`);
  }
  return `${answers.join('\n')}\n`;
}

for (const file of readdirSync(folder)) {
  test(`golden: ${file}`, (t) => {
    const path = join(folder, file);
    const [input = '', expected = ''] = readFileSync(path, 'utf8').split(/^---\n/m);
    const actual = evaluated(input);
    if (process.env.UPDATE_GOLDEN) writeFileSync(path, `${input}---\n${actual}`, 'utf8');
    else t.is(actual, expected);
    t.pass();
  });
}
