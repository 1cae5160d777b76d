/** Whatever a file holds, there are diagnostics or a model, and no exception. */
import { keywords } from '#headrace/config/keywords/index.js';
import * as notYet from '#headrace/config/keywords/not-yet.js';
import { sectionKinds } from '#headrace/config/open-section.js';
import test from 'ava';
import fc from 'fast-check';
import { build } from './build.js';

const names = [
  ...keywords.flatMap(({ keyword }) => keyword.split(' ')),
  ...keywords.flatMap((keyword) => (keyword.status === 'implemented' ? (keyword.parameters ?? []).map(({ name }) => name) : [])),
  ...[...notYet.proxyKeywordsNotYet, ...Object.values(notYet.otherKeywordsNotYet).flatMap((list) => [...list])],
  ...sectionKinds,
  ...['from', 'no', 'default', '__proto__', 'constructor', 'toString'],
  ...[
    '127.0.0.1:80',
    '[::1]:80',
    ':1-65535',
    'unix@x',
    'fd@3',
    'a',
    'b',
    '1s',
    '25d',
    '-1',
    '0',
    'random(',
    '@',
    ':',
    "''",
    '"',
    '\\',
    '"$X"',
  ],
];

const word = fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...names) }, fc.string({ unit: 'binary', maxLength: 8 }));
const line = fc.array(word, { maxLength: 7 }).map((words) => words.join(' '));
const file = fc.array(line, { maxLength: 25 }).map((lines) => `${lines.join('\n')}\n`);

test('lines of known words in any order never throw', (t) => {
  fc.assert(
    fc.property(file, (text) => {
      const { model, diagnostics } = build(text, { environment: { X: '10.0.0.1:1' } });
      t.is(
        model === undefined,
        diagnostics.some(({ severity }) => severity === 'alert'),
      );
    }),
    { numRuns: 2000 },
  );
  t.pass();
});

test('any diagnostic points into the file', (t) => {
  fc.assert(
    fc.property(file, (text) => {
      const lines = text.split('\n');
      return build(text).diagnostics.every(
        ({ line: number, column, length }) => number >= 1 && number <= lines.length && column >= 1 && length >= 1,
      );
    }),
    { numRuns: 1000 },
  );
  t.pass();
});

test('names of object properties are words like any other', (t) => {
  for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
    const { model } = build(`listen ${name}\n bind :1 name ${name}\n timeout client 1s\n server ${name} 10.0.0.1:1\n`);
    t.is(model?.proxies[0]?.name, name);
    t.is(build(`listen l\n ${name} x\n`).diagnostics[0]?.code, 'unknown-keyword', name);
    t.is(build(`listen l\n option ${name}\n`).diagnostics[0]?.code, 'unknown-keyword', name);
  }
});
