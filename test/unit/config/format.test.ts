import test from 'ava';
import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from '#headrace/config/format.js';
import type { Document } from '#headrace/parser/ast.js';
import { evaluate } from '#headrace/parser/evaluate.js';
import { parse } from '#headrace/parser/parse.js';
import { repositoryFolder } from '../../support/paths.js';

const read = (text: string): Document => parse({ name: 'a.cfg', text }).document;

/** The words of each line that has some, as keywords would see them. */
const wordsOf = ({ lines }: Document): string[][] =>
  lines.filter(({ words }) => words.length > 0).map((line) => evaluate(line, {}).words.map(({ value }) => value));

test('indentation, blanks, empty lines and comments', (t) => {
  const text = `
# about everything


global
\tmaxconn  100   # enough
  # of the next line
log   stdout local0
# about the proxy
listen  web  \t
  bind :80 name "a  b"


  server one   10.0.0.1:80\r
`;
  t.is(
    format(read(text)),
    `# about everything

global
    maxconn 100  # enough
    # of the next line
    log stdout local0

# about the proxy
listen web
    bind :80 name "a  b"

    server one 10.0.0.1:80
`,
  );
});

test('a line with a fault stays as it is', (t) => {
  const text = 'global\n  log "open\n   maxconn   5\n';
  t.is(format(read(text)), 'global\n  log "open\n    maxconn 5\n');
});

test('the example is in its usual shape', (t) => {
  const text = readFileSync(join(repositoryFolder, 'examples', 'haproxy.cfg'), 'latin1');
  t.is(format(read(text)), text);
});

test('formatting twice changes nothing more, and the words stay', (t) => {
  const piece = fc.constantFrom(
    'global',
    'listen',
    'bind',
    'a\\ b',
    '"x  $Y"',
    "'#'",
    '#',
    ' ',
    '  ',
    '\t',
    '\n',
    '\r\n',
    '\\',
    '"',
    '.if',
    '',
  );
  const text = fc.array(piece, { maxLength: 40 }).map((pieces) => `${pieces.join('')}\n`);
  fc.assert(
    fc.property(text, (written) => {
      const once = format(read(written));
      t.is(format(read(once)), once);
      t.deepEqual(wordsOf(read(once)), wordsOf(read(written)));
    }),
    { numRuns: 2000 },
  );
});

test('golden configurations keep their words', (t) => {
  const folder = join(repositoryFolder, 'test', 'golden', 'config');
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.golden'))) {
    const text = readFileSync(join(folder, name), 'latin1').split(/^-{10,}$/m)[0]!;
    t.deepEqual(wordsOf(read(format(read(text)))), wordsOf(read(text)), name);
  }
});
