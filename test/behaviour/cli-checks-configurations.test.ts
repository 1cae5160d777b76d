/** `headrace -c` as a program: what it prints where, and its exit code. */
import test, { type ExecutionContext } from 'ava';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { needs } from '../support/programs.js';
import { runHaproxy, runHeadrace } from '../support/proxies.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const defaults = 'defaults\n timeout connect 1s\n timeout client 1s\n timeout server 1s\n';
const good = `${defaults}listen l\n bind 127.0.0.1:1\n server s 127.0.0.1:80\n`;
const warned = 'listen l\n bind 127.0.0.1:1\n server s 127.0.0.1:80\n';
const bad = `${good}backend b\n bogus\n server s nowhere.invalid:80\n`;

function fileOf(t: ExecutionContext, content: string | Buffer): string {
  const file = join(temporaryFolder(t), 'haproxy.cfg');
  writeFileSync(file, content);
  return file;
}

test('a good configuration is valid', async (t) => {
  const { exit, stdout, stderr } = await runHeadrace(t, ['-c', '-f', fileOf(t, good)]);
  t.deepEqual([exit.code, stdout, stderr], [0, 'Configuration file is valid\n', '']);
});

test('warnings leave it valid', async (t) => {
  const { exit, stdout, stderr } = await runHeadrace(t, ['-c', '-f', fileOf(t, warned)]);
  t.deepEqual([exit.code, stdout], [0, 'Warnings were found.\nConfiguration file is valid\n']);
  t.regex(stderr, /haproxy\.cfg:1:8: warning missing-timeouts: /);
});

test('every alert is printed with its line, and nothing on stdout', async (t) => {
  const { exit, stdout, stderr } = await runHeadrace(t, ['-c', '-f', fileOf(t, bad)]);
  t.deepEqual([exit.code, stdout], [1, '']);
  t.regex(stderr, /:9:2: alert unknown-keyword: unknown keyword 'bogus' in 'backend'\n9 \| {2}bogus\n/);
  t.regex(stderr, /:10:11: alert unresolvable-address: could not resolve address 'nowhere\.invalid'\n/);
});

test('-q prints nothing', async (t) => {
  for (const [text, code] of [
    [good, 0],
    [warned, 0],
    [bad, 1],
    ['global\n', 2],
  ] as const) {
    const { exit, stdout, stderr } = await runHeadrace(t, ['-c', '-q', '-f', fileOf(t, text)]);
    t.deepEqual([exit.code, stdout, stderr], [code, '', '']);
  }
});

test('several files are one configuration, whichever way they are given', async (t) => {
  const folder = temporaryFolder(t);
  const [first, second] = [join(folder, 'a.cfg'), join(folder, 'b.cfg')];
  writeFileSync(first, `${defaults}frontend f\n bind 127.0.0.1:1\n default_backend b\n`);
  writeFileSync(second, 'backend b\n server s 127.0.0.1:80\n');
  for (const args of [
    ['-f', first, '-f', second],
    ['--', first, second],
    ['-f', first, '--', second],
    ['-f', folder],
  ]) {
    const { exit, stderr } = await runHeadrace(t, ['-c', ...args]);
    t.deepEqual([exit.code, stderr], [0, ''], args.join(' '));
  }
});

test('what cannot be used does not start either', async (t) => {
  for (const [text, message] of [
    [bad, 'Fatal errors found in configuration.'],
    [defaults, 'No enabled listener found'],
  ] as const) {
    const { exit, stdout, stderr } = await runHeadrace(t, ['-f', fileOf(t, text)]);
    t.deepEqual([exit.code, stdout], [1, '']);
    t.true(stderr.includes(message), stderr);
    const quiet = await runHeadrace(t, ['-q', '-f', fileOf(t, text)]);
    t.deepEqual([quiet.exit.code, quiet.stdout, quiet.stderr], [1, '', '']);
  }
});

test('check mode loads neither the addon nor the metrics', async (t) => {
  const file = fileOf(t, good);
  const { exit, stderr } = await runHeadrace(t, ['-c', '-f', file], { env: { NODE_DEBUG: 'esm' } });
  t.is(exit.code, 0);
  t.regex(stderr, /cli\/check\.js/);
  t.notRegex(stderr, /prom-client|native\.js|headrace\.node/);
});

test('a wrong command line gives one message, the usage and exit code 1', async (t) => {
  for (const args of [['-c'], ['-z'], ['-f'], ['nowhere.cfg']]) {
    const { exit, stdout, stderr } = await runHeadrace(t, args);
    t.deepEqual([exit.code, stdout], [1, '']);
    t.regex(stderr, /^headrace: .+\nUsage: headrace /, args.join(' '));
  }
});

test('the version and the help go to stdout', async (t) => {
  for (const [flag, pattern] of [
    ['-v', /^Headrace version \d+\.\d+\.\d+ \(configuration language of HAProxy [\d.]+\)\n/],
    ['--version', /^Headrace version \d+\.\d+\.\d+ \(configuration language of HAProxy [\d.]+\)\n/],
    ['-vv', /^Headrace version .*\nBuild options :.*\nFeature list : .*\+THREAD .*\nAvailable polling systems :\n +epoll : /s],
    ['--help', /^Usage: headrace /],
  ] as const) {
    const { exit, stdout, stderr } = await runHeadrace(t, [flag]);
    t.is(exit.code, 0);
    t.regex(stdout, pattern);
    t.is(stderr, '');
  }
});

/** Files that are no configuration, and how many diagnostics they may give. */
const inputs: [title: string, make: (t: ExecutionContext) => string, code: string][] = [
  ['a file that does not exist', (t) => join(temporaryFolder(t), 'missing.cfg'), 'missing-file'],
  ['a directory without configuration files', (t) => temporaryFolder(t), 'missing-file'],
  ['a file that cannot be read', () => '/proc/self/mem', 'unreadable-file'],
  [
    'a binary file',
    (t) => fileOf(t, Buffer.from(Array.from({ length: 65_536 }, (_, index) => (index * 7919) & 0xff))),
    'stray-nul',
  ],
  ['100 MB', (t) => fileOf(t, Buffer.alloc(100 * 1024 * 1024, 'listen\n')), 'file-too-large'],
  ['a line of 1 MB', (t) => fileOf(t, `${'a'.repeat(1024 * 1024)}\n`), 'line-too-long'],
];

for (const [title, make, code] of inputs) {
  test(`${title} is one diagnostic`, async (t) => {
    const { exit, stdout, stderr } = await runHeadrace(t, ['-c', '-f', make(t)]);
    t.deepEqual([exit.code, stdout], [1, '']);
    const diagnostics = stderr.split('\n').filter((line) => / (alert|warning) [a-z-]+: /.test(line));
    t.is(diagnostics.length, 1, stderr.slice(0, 2000));
    t.regex(diagnostics[0] ?? '', new RegExp(`alert ${code}: `));
    t.false(/^ +at /m.test(stderr), 'no stack trace');
  });
}

const testWithHaproxy = needs('haproxy');

testWithHaproxy('exit codes and the verdict are those of haproxy', async (t) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'empty'));
  writeFileSync(join(folder, 'good.cfg'), good);
  const files = [good, warned, bad, '', 'global\n', 'foo\n', 'a\0b\n'].map((content) => fileOf(t, content));
  for (const file of [...files, folder, join(folder, 'empty'), join(folder, 'none.cfg'), '/dev/null']) {
    for (const flags of [['-c'], ['-c', '-q'], ['-c', '-V'], ['-c', '-db', '-n', '50']]) {
      const args = [...flags, '-f', file];
      const [theirs, ours] = [await runHaproxy(t, args), await runHeadrace(t, args)];
      t.is(ours.exit.code, theirs.exit.code, args.join(' '));
      // Of an empty directory haproxy says how it is used.
      if (!file.endsWith('empty')) t.is(ours.stdout, theirs.stdout, args.join(' '));
    }
  }
});
