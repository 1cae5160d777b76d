import { runtimeRows } from '#headrace/cli/runtime/rows.js';
import { compatibilityReference } from '#headrace/config/compatibility/reference.js';
import { bindParameters } from '#headrace/config/keywords/bind/index.js';
import { keywords } from '#headrace/config/keywords/index.js';
import { serverParameters } from '#headrace/config/keywords/server/index.js';
import * as notYet from '#headrace/config/keywords/not-yet.js';
import { isOtherKind } from '#headrace/config/other-sections.js';
import test from 'ava';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryFolder } from '../../support/paths.js';

const folder = join(repositoryFolder, 'src', 'config', 'keywords');
const files = readdirSync(folder).filter((name) => name.endsWith('.ts'));

/** Folders with a list in index.ts: what the list is called, and which files are not in it. */
const lists = [
  { of: '.', list: 'export const keywords', besides: ['index.ts', 'not-yet.ts'] },
  { of: 'server', list: 'export const serverParameters', besides: ['index.ts', 'parameter.ts'] },
  { of: 'bind', list: 'export const bindParameters', besides: ['index.ts', 'parameter.ts'] },
];

for (const { of, list, besides } of lists) {
  const members = readdirSync(join(folder, of)).filter((name) => name.endsWith('.ts') && !besides.includes(name));
  const index = readFileSync(join(folder, of, 'index.ts'), 'utf8');

  test(`every file of keywords/${of} is listed once`, (t) => {
    const imported = [...index.matchAll(/from '\.\/([\w-]+)\.js'/g)].map(([, name]) => `${name}.ts`);
    t.deepEqual(imported.toSorted(), members.toSorted());
  });

  test(`what the files of keywords/${of} export is in the list`, (t) => {
    const listed = index.slice(index.indexOf(list));
    for (const file of members) {
      for (const [, name = ''] of readFileSync(join(folder, of, file), 'utf8').matchAll(/^export const (\w+)/gm)) {
        t.is(listed.match(new RegExp(`\\b${name}\\b`, 'g'))?.length, 1, `${name} of ${file}`);
      }
    }
  });
}

for (const [keyword, { parameters, notYet: missing }] of Object.entries({ server: serverParameters, bind: bindParameters })) {
  test(`parameters of ${keyword} have names of their own, say what they do and are no longer listed as missing`, (t) => {
    const names = parameters.map(({ name }) => name);
    t.deepEqual(names, [...new Set(names)]);
    for (const { name, summary } of parameters) {
      t.regex(summary, /^[A-Z`].*[.]$/, name);
      t.false(missing.has(name), name);
    }
  });
}

test('no two keywords of one name share a section', (t) => {
  const names = keywords.flatMap(({ keyword, sections }) => sections.map((section) => `${section}: ${keyword}`));
  t.deepEqual(names, [...new Set(names)]);
});

test('a keyword that exists is no longer listed as missing', (t) => {
  for (const { keyword, sections } of keywords) {
    const [first = '', second = ''] = keyword.split(' ');
    for (const section of sections) {
      if (isOtherKind(section)) t.false(notYet.otherKeywordsNotYet[section].has(keyword), `${section}: ${keyword}`);
      else if (section === 'global') t.false(notYet.globalKeywordsNotYet.has(keyword), keyword);
      else if (first === 'option') t.false(notYet.optionsNotYet.has(second), keyword);
      else if (first === 'timeout') t.false(notYet.timeoutsNotYet.has(second), keyword);
      else t.false(notYet.proxyKeywordsNotYet.has(keyword), keyword);
    }
  }
});

test('every keyword file begins with what it is, and every keyword says what it does', (t) => {
  for (const file of files) t.regex(readFileSync(join(folder, file), 'utf8'), /^\/\*\*/, file);
  for (const keyword of keywords) t.regex(keyword.summary, /^[A-Z`].*[.]$/, keyword.keyword);
});

test('optional arguments come after the others', (t) => {
  for (const keyword of keywords) {
    if (keyword.status !== 'implemented') continue;
    const flags = keyword.arguments.map(({ optional }) => optional === true);
    t.deepEqual(flags, flags.toSorted(), keyword.keyword);
  }
});

test('docs/compatibility.md is current', (t) => {
  t.is(readFileSync(join(repositoryFolder, 'docs', 'compatibility.md'), 'utf8'), compatibilityReference(runtimeRows()));
});
