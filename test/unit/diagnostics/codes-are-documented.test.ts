import test from 'ava';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { codes } from '#headrace/diagnostics/codes.js';
import { repositoryFolder } from '../../support/paths.js';

/** docs/errors.md: a section per code, its meaning, and after "Mend:" how to mend it. */
function documented() {
  const text = readFileSync(join(repositoryFolder, 'docs', 'errors.md'), 'utf8');
  return text
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const [code, meaning, mend] = section.trim().split('\n\n');
      return { code, meaning: meaning?.replaceAll('\n', ' '), mend: mend?.replace(/^\*\*Mend:\*\* /, '').replaceAll('\n', ' ') };
    });
}

test('docs/errors.md and the catalogue say the same, in the same order', (t) => {
  t.deepEqual(
    documented(),
    codes.map((entry) => ({ ...entry })),
  );
});

test('each code stands in the catalogue once', (t) => {
  t.is(new Set(codes.map(({ code }) => code)).size, codes.length);
});

test('each code is kebab-case and each text a sentence', (t) => {
  for (const { code, meaning, mend } of codes) {
    t.regex(code, /^[a-z]+(-[a-z]+)*$/);
    t.regex(meaning, /\.$/, code);
    t.regex(mend, /\.$/, code);
  }
});
