/**
 * The table of compatibility against the lists of all that HAProxy has: every name of every list has a row, and no name has two
 * that differ.
 */
import { runtimeRows } from '#headrace/cli/runtime/rows.js';
import { configurationRows, type RowKind } from '#headrace/config/compatibility/rows.js';
import { compatibilityReference } from '#headrace/config/compatibility/reference.js';
import test from 'ava';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sharedFolder } from '../../support/paths.js';
import { needs } from '../../support/programs.js';

const rows = [...configurationRows(), ...runtimeRows()];
const proxies = ['defaults', 'frontend', 'listen', 'backend'] as const;

/** For each list of the census, what its names are; and what stands before them in a configuration. */
const lists: Readonly<Record<string, { kinds: readonly RowKind[]; prefix?: string }>> = {
  'actions-http-after-response': { kinds: ['action of http-after-response'] },
  'actions-http-request': { kinds: ['action of http-request'] },
  'actions-http-response': { kinds: ['action of http-response'] },
  'actions-tcp-req-conn': { kinds: ['action of tcp-request connection'] },
  'actions-tcp-req-cont': { kinds: ['action of tcp-request content'] },
  'actions-tcp-req-sess': { kinds: ['action of tcp-request session'] },
  'actions-tcp-res-cont': { kinds: ['action of tcp-response content'] },
  actions: { kinds: rows.map(({ kind }) => kind).filter((kind) => kind.startsWith('action of ')) },
  balance: { kinds: ['balance algorithm'] },
  'bind-options': { kinds: ['parameter of bind'] },
  'code-acl-aliases': { kinds: ['ACL keyword'] },
  'code-bind': { kinds: ['parameter of bind'] },
  'code-cli': { kinds: ['runtime command'] },
  'code-converters': { kinds: ['converter'] },
  'code-fetches': { kinds: ['fetch'] },
  'code-filters': { kinds: ['filter'] },
  'code-server': { kinds: ['parameter of server'] },
  converters: { kinds: ['converter'] },
  fetches: { kinds: ['fetch'] },
  global: { kinds: ['keyword of global'] },
  'logformat-aliases': { kinds: ['log variable'] },
  'predefined-acls': { kinds: ['predefined ACL'] },
  'proxy-matrix': { kinds: proxies.map((section) => `keyword of ${section}` as const) },
  'proxy-options': { kinds: proxies.map((section) => `keyword of ${section}` as const), prefix: 'option ' },
  sections: { kinds: ['section'] },
};

const testWithShared = needs('shared');

/** The names of a list, without what the census notes beside them. */
function census(list: string): string[] {
  const lines = readFileSync(join(sharedFolder, 'census', `${list}.txt`), 'utf8').split('\n');
  return lines
    .map((line) => line.trim().replace(/ (?:\(deprecated\)|\[[A-Z]+\]|layer4)$/, ''))
    .filter((name) => name !== '' && !name.startsWith('#'))
    .map((name) => (list === 'code-fetches' && name === 'unique' ? 'unique-id' : name));
}

testWithShared('every list of the census is looked at', (t) => {
  const files = readdirSync(join(sharedFolder, 'census')).map((file) => file.replace('.txt', ''));
  t.deepEqual(files.toSorted(), Object.keys(lists).toSorted());
});

for (const [list, { kinds, prefix = '' }] of Object.entries(lists)) {
  testWithShared(`every name of ${list} has a status`, (t) => {
    const names = new Set(rows.filter(({ kind }) => kinds.includes(kind)).map(({ name }) => name));
    /** `stats` stands for all that begin so. */
    const begins = (name: string): boolean => [...names].some((known) => known.startsWith(`${name} `));
    /** The row is that of the first word where it takes the second for an argument: `http-check set-var(…)`. */
    const begun = (name: string): boolean => name.includes(' ') && names.has(name.split(' ')[0]!);
    const missing = census(list)
      .map((name) => prefix + name)
      .filter((name) => !names.has(name) && !begins(name) && !begun(name));
    t.deepEqual(missing, []);
    t.true(census(list).length > 5);
  });
}

test('no name has two statuses', (t) => {
  const keys = rows.map(({ kind, name }) => `${kind}: ${name}`);
  t.deepEqual(
    keys.filter((key, index) => keys.indexOf(key) !== index),
    [],
  );
});

test('what is not implemented says why', (t) => {
  for (const { kind, name, status, why } of rows) {
    if (status === 'implemented') t.is(why, undefined, `${kind} ${name}`);
    else t.regex(why ?? '', /\S/, `${kind} ${name}`);
  }
});

test('the reference of compatibility names every row', (t) => {
  const reference = compatibilityReference(runtimeRows());
  const named = (name: string): boolean => reference.includes(`\`${name}\``) || reference.includes(`\`${name} `);
  t.deepEqual(
    rows.filter(({ name }) => !named(name)).map(({ kind, name }) => `${kind}: ${name}`),
    [],
  );
});
