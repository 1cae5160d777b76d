import { compatibilityReference } from '#headrace/config/compatibility.js';
import { keywords } from '#headrace/config/keywords/index.js';
import * as notYet from '#headrace/config/keywords/not-yet.js';
import test from 'ava';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryFolder } from '../../support/paths.js';

const folder = join(repositoryFolder, 'src', 'config', 'keywords');
const files = readdirSync(folder).filter((name) => name.endsWith('.ts'));
/** The list itself, and the names that have no file. */
const lists = ['index.ts', 'not-yet.ts'];

test('every keyword file is listed once', (t) => {
  const index = readFileSync(join(folder, 'index.ts'), 'utf8');
  const imported = [...index.matchAll(/from '\.\/([\w-]+)\.js'/g)].map(([, name]) => `${name}.ts`);
  t.deepEqual(imported.toSorted(), files.filter((name) => !lists.includes(name)).toSorted());
});

test('what keyword files export is in the list', (t) => {
  const index = readFileSync(join(folder, 'index.ts'), 'utf8');
  const listed = index.slice(index.indexOf('export const keywords'));
  for (const file of files.filter((name) => !lists.includes(name))) {
    for (const [, name = ''] of readFileSync(join(folder, file), 'utf8').matchAll(/^export const (\w+)/gm)) {
      t.is(listed.match(new RegExp(`\\b${name}\\b`, 'g'))?.length, 1, `${name} of ${file}`);
    }
  }
});

test('no two keywords of one name share a section', (t) => {
  const names = keywords.flatMap(({ keyword, sections }) => sections.map((section) => `${section}: ${keyword}`));
  t.deepEqual(names, [...new Set(names)]);
});

test('a keyword that exists is no longer listed as missing', (t) => {
  for (const { keyword, sections } of keywords) {
    const [first = '', second] = keyword.split(' ');
    if (first === 'option') t.false(notYet.optionsNotYet.has(second ?? ''), keyword);
    else if (first === 'timeout') t.false(notYet.timeoutsNotYet.has(second ?? ''), keyword);
    else t.false((sections.includes('global') ? notYet.globalKeywordsNotYet : notYet.proxyKeywordsNotYet).has(keyword), keyword);
  }
});

test('parameters that exist are no longer listed as missing', (t) => {
  for (const keyword of keywords) {
    if (keyword.status !== 'implemented') continue;
    for (const { name } of keyword.parameters ?? []) {
      t.false((keyword.keyword === 'bind' ? notYet.bindParametersNotYet : notYet.serverParametersNotYet).has(name), name);
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
  t.is(readFileSync(join(repositoryFolder, 'docs', 'compatibility.md'), 'utf8'), compatibilityReference());
});
