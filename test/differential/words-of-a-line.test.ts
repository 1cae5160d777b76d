import fc from 'fast-check';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { evaluate } from '#headrace/parser/evaluate.js';
import { parse } from '#headrace/parser/parse.js';
import { needs } from '../support/programs.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/**
 * HAProxy's `.notice` prints its argument back, names the second one if there is one, and refuses faults with their position:
 * enough to compare evaluation with, many lines at a time.
 *
 * Explained differences:
 * - HAProxy 2.6.12 evaluates a line again when its buffer was too small, and then no longer finds the end of a default value.
 *   A long line before all others makes the buffer large enough.
 * - HAProxy takes no blank behind the 64th word; we do.
 */
const environment = { A: 'aval', EMPTY: '', TWO: 'one two', WIDE: ' one \t two ', QUOTES: '"\'#\\$A', NO: undefined };

const buffer = `.notice ${'x'.repeat(4000)}\n`;
const firstLine = 2;

/** By line: what was said, in one form for both. */
type Answers = Map<number, string>;

function haproxyAnswers(t: ExecutionContext, lines: readonly string[]): Answers {
  const path = join(temporaryFolder(t), 'lines.cfg');
  writeFileSync(path, Buffer.from(`${buffer}${lines.join('\n')}\n`, 'latin1'));
  const { stderr } = spawnSync('haproxy', ['-c', '-f', path], {
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', ...environment },
    encoding: 'latin1',
    timeout: 30_000,
  });
  const answers: Answers = new Map();
  for (const message of stderr.split(/^(?=\[(?:NOTICE|ALERT|WARNING)\] )/m)) {
    const [, number = '', text = ''] = /^\[\w+\] +\(\d+\) : config : parsing \[[^\]]*:(\d+)\]: ([^]*)\n$/.exec(message) ?? [];
    const line = Number(number);
    if (line >= firstLine && !answers.has(line)) answers.set(line, summary(text));
  }
  return answers;
}

function summary(message: string): string {
  const fault = /^(.*) at position (\d+):\n/.exec(message);
  if (fault) return `${fault[1]} at ${fault[2]}`;
  const second = /^Unexpected argument '([^]*)' for '\.notice'/.exec(message);
  if (second) return `second word <${second[1]}>`;
  return `word <${/^'([^]*)'\.$/.exec(message)?.[1] ?? message}>`;
}

function ourAnswers(lines: readonly string[]): Answers {
  const { document } = parse({ name: 'lines.cfg', text: `${buffer}${lines.join('\n')}\n` });
  const answers: Answers = new Map();
  for (const line of document.lines.slice(firstLine - 1)) {
    const { words, diagnostics } = evaluate(line, environment);
    const [alert] = diagnostics.filter(({ severity }) => severity === 'alert');
    const [, first, second] = words.map(({ value }) => value);
    if (alert) answers.set(line.number, `${alert.message} at ${alert.column}`);
    else answers.set(line.number, second ? `second word <${second}>` : `word <${first ?? ''}>`);
  }
  return answers;
}

/** HAProxy gives up on a file after 50 faults. */
const atOnce = 50;

function compare(t: ExecutionContext, lines: readonly string[]): void {
  for (let from = 0; from < lines.length; from += atOnce) compareSome(t, lines.slice(from, from + atOnce));
}

function compareSome(t: ExecutionContext, lines: readonly string[]): void {
  const theirs = haproxyAnswers(t, lines);
  const ours = ourAnswers(lines);
  t.is(theirs.size, lines.length);
  for (const [index, line] of lines.entries()) {
    t.is(ours.get(index + firstLine), theirs.get(index + firstLine), JSON.stringify(line));
  }
}

const testWithHaproxy = needs('haproxy');

const fragments = [
  ...['a', 'b', '0', '_', '\xe9', '\x01', ' ', '  ', '\t', '\v', '\f'],
  ...[
    '\\',
    '\\ ',
    '\\\t',
    '\\x',
    '\\x41',
    '\\xfF',
    '\\x4',
    '\\xg',
    '\\"',
    "\\'",
    '\\\\',
    '\\#',
    '\\$',
    '\\n',
    '\\r',
    '\\t',
    '\\{',
  ],
  ...['"', '"', "'", '#', '$', '${', '}', '[', '[*]', ']', '-', '.', '\r', '\\x00'],
  ...[
    '$A',
    '"$A"',
    '"${A}"',
    '${A',
    '${NO-b c}',
    '${NO}',
    '${A-}',
    '"${TWO[*]}"',
    '${WIDE[*]}',
    '${NO[*]-d  e}',
    '${A[*',
    '$QUOTES',
  ],
  ...['$.LINE', '"${.LINE}"', '$.FILE_', '$.X', '${1}', '${EMPTY[*]}', '"${EMPTY}"', '${A.b}', '${NO:-x}'],
];

testWithHaproxy('random lines evaluate as in HAProxy', (t) => {
  const lines = fc.sample(
    fc.array(fc.constantFrom(...fragments), { minLength: 1, maxLength: 12 }).map((parts) => `.notice ${parts.join('')}`),
    { numRuns: 2000, seed: 2026 },
  );
  compare(t, lines);
});

testWithHaproxy('random lines within double quotes evaluate as in HAProxy', (t) => {
  const lines = fc.sample(
    fc.array(fc.constantFrom(...fragments), { minLength: 1, maxLength: 6 }).map((parts) => `.notice "${parts.join('')}"`),
    { numRuns: 2000, seed: 26 },
  );
  compare(t, lines);
});

testWithHaproxy('64 words are taken and 65 are not', (t) => {
  const words = (count: number) => `.notice ${Array.from({ length: count - 1 }, (_, index) => `w${index}`).join(' ')}`;
  const path = join(temporaryFolder(t), 'words.cfg');
  for (const count of [64, 65]) {
    writeFileSync(path, `${words(count)}\n`);
    const { stderr } = spawnSync('haproxy', ['-c', '-f', path], { encoding: 'latin1', timeout: 30_000 });
    const { document } = parse({ name: path, text: `${words(count)}\n` });
    const messages = document.lines.flatMap((line) => evaluate(line, {}).diagnostics).map(({ message }) => message);
    t.is(stderr.includes('too many words, truncating after word 64'), count > 64);
    t.deepEqual(messages, count > 64 ? ['too many words, truncating after word 64: <w62>'] : []);
  }
});
