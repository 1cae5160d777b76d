/** `-f` several times, and directories: which files both programs read, in which order. Each file says its name. */
import { loadConfiguration } from '#headrace/config/load.js';
import type { ExecutionContext } from 'ava';
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { needs } from '../support/programs.js';
import { runHaproxy } from '../support/proxies.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const testWithHaproxy = needs('haproxy');

/** Files and, ending in `/`, folders below the test's own. */
const names = [
  ...['z.cfg', 'a.cfg', 'many/b.cfg', 'many/a.cfg', 'many/B.cfg', 'many/10.cfg', 'many/9.cfg', 'many/.hidden.cfg', 'many/c.conf'],
  ...[
    'many/d.cfg.bak',
    'many/e.cfgx',
    'many/.cfg',
    'many/CAPS.CFG',
    'many/é.cfg',
    'many/f g.cfg',
    'many/sub.cfg/',
    'many/sub.cfg/x.cfg',
  ],
  ...['one/only.cfg', 'empty/', 'others/readme.txt'],
];

function layOut(t: ExecutionContext): string {
  const folder = temporaryFolder(t);
  for (const name of names) {
    const path = join(folder, name);
    mkdirSync(name.endsWith('/') ? path : dirname(path), { recursive: true });
    if (!name.endsWith('/')) writeFileSync(path, `.notice "${basename(name)}"\n`);
  }
  return folder;
}

async function theirs(t: ExecutionContext, files: readonly string[]): Promise<string[]> {
  const { stderr } = await runHaproxy(t, ['-c', ...files.flatMap((file) => ['-f', file])]);
  return [...stderr.matchAll(/: '([^']*)'\.$/gm)].map(([, name = '']) => name);
}

const ours = (files: readonly string[]): string[] =>
  loadConfiguration(files, {})
    .diagnostics.filter(({ code }) => code === 'stated')
    .map(({ message }) => message.slice(1, -1));

const given: readonly string[][] = [
  ...[['a.cfg'], ['z.cfg', 'a.cfg'], ['many'], ['many/'], ['one', 'a.cfg'], ['z.cfg', 'many', 'a.cfg', 'one'], ['many', 'one']],
  ...[['one/only.cfg', 'many/b.cfg'], ['many/sub.cfg'], ['many/.hidden.cfg'], ['many/c.conf', 'others/readme.txt']],
];

testWithHaproxy('the same files are read in the same order', async (t) => {
  const folder = layOut(t);
  for (const files of given) {
    const paths = files.map((file) => join(folder, file));
    const expected = await theirs(t, paths);
    t.true(expected.length > 0, files.join(' '));
    t.deepEqual(ours(paths), expected, files.join(' '));
  }
});

testWithHaproxy('sections of one file and settings of another belong together, as defaults and names do', async (t) => {
  const folder = temporaryFolder(t);
  const write = (name: string, lines: readonly string[]): string => {
    const file = join(folder, name);
    writeFileSync(file, `${lines.join('\n')}\n`);
    return file;
  };
  const defaults = write('defaults.cfg', ['defaults', ' timeout connect 1s', ' timeout client 1s', ' timeout server 1s']);
  const frontend = write('frontend.cfg', ['frontend f', ' bind 127.0.0.1:1', ' default_backend b']);
  const backend = write('backend.cfg', ['backend b', ' server s 127.0.0.1:80']);
  const loose = write('loose.cfg', [' maxconn 5']);
  const openBlock = write('block.cfg', ['.if 0']);
  const orders = [
    [defaults, frontend, backend],
    [frontend, backend, defaults],
    [backend, frontend],
    [frontend],
    [backend, backend, frontend],
    // A file begins outside of every section.
    [frontend, loose, backend],
    [openBlock, frontend, backend],
  ];
  for (const files of orders) {
    const { exit, stderr } = await runHaproxy(t, ['-c', ...files.flatMap((file) => ['-f', file])]);
    const { model, diagnostics } = loadConfiguration(files, {});
    const shown = files.map((file) => basename(file)).join(' ');
    t.is(model === undefined ? 1 : 0, exit.code ?? -1, `${shown}\n${stderr}`);
    const alert = /^\[ALERT\].*parsing \[([^\]]*):(\d+)\]/m.exec(stderr);
    const first = diagnostics.find(({ severity }) => severity === 'alert');
    if (alert) t.deepEqual([first?.file, first?.line], [alert[1], Number(alert[2])], shown);
  }
});

testWithHaproxy('a directory without a file of HAProxy is refused by both', async (t) => {
  const folder = layOut(t);
  for (const name of ['empty', 'others', 'nowhere', 'nowhere.cfg']) {
    const path = join(folder, name);
    const { exit } = await runHaproxy(t, ['-c', '-f', path]);
    t.not(exit.code, 0, name);
    t.is(loadConfiguration([path], {}).model, undefined, name);
  }
});
