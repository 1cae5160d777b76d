/**
 * Real configuration files with HAProxy's verdicts: nothing in one that HAProxy accepts is unknown or wrong to Headrace, it
 * is at most not supported yet; and what every HAProxy refuses, Headrace refuses.
 */
import { buildModel } from '#headrace/config/load.js';
import { parse } from '#headrace/parser/parse.js';
import { readSource } from '#headrace/parser/source.js';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sharedFolder } from '../support/paths.js';
import { needs } from '../support/programs.js';

const corpus = join(sharedFolder, 'corpus');
/** The verdicts were made with -dr: names need not resolve. */
const allowed = [
  'unsupported-keyword',
  'unsupported-parameter',
  'unsupported-feature',
  'unsupported-address',
  'unresolvable-address',
];

needs('shared')('real files are understood as far as HAProxy understands them', (t) => {
  const [, ...rows] = readFileSync(join(corpus, 'verdicts.tsv'), 'utf8').trimEnd().split('\n');
  t.true(rows.length > 50);
  for (const row of rows) {
    const [file = '', older, newer, variables = ''] = row.split('\t');
    const environment = Object.fromEntries(variables.split(' ').map((pair) => pair.split('=', 2) as [string, string]));
    const { source } = readSource(join(corpus, file));
    if (source === undefined) return t.fail(`${file} cannot be read`);
    const { model, diagnostics } = buildModel([parse(source).document], environment, {
      lookup: () => undefined,
      socketFault: () => undefined,
      readFile: () => ({ fault: 'ENOENT' }),
      user: () => ({ uid: 1, gid: 1 }),
      group: () => 1,
      close: () => {},
    });
    const alerts = diagnostics.filter(({ severity }) => severity === 'alert');
    if (older !== '1') {
      const wrong = alerts.filter(({ code }) => !allowed.includes(code));
      t.deepEqual(
        wrong.map(({ line, code, message }) => `${file}:${line} ${code}: ${message}`),
        [],
      );
    } else if (newer === '1') t.is(model, undefined, file);
  }
});
