import test from 'ava';
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { repositoryFolder } from '../support/paths.js';

/** Files that git knows, or would take; a tree without git (an unpacked archive) has none to look at. */
function committedFiles(): string[] {
  const { status, stdout } = spawnSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: repositoryFolder,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  if (status !== 0) return [];
  return stdout.split('\n').filter((name) => name !== '' && existsSync(join(repositoryFolder, name)));
}

const files = committedFiles();
const LARGEST_BYTES = 512 * 1024;
const TEXT = new Set([
  '.ts',
  '.js',
  '.json',
  '.md',
  '.cpp',
  '.h',
  '.hpp',
  '.cfg',
  '.txt',
  '.ne',
  '.yml',
  '.yaml',
  '.svg',
  '.service',
  '',
]);
/** Absolute paths that only mean something on the machine where they were written. */
const MACHINE_PATH = new RegExp(`(^|[\\s'"\`(=:])/(${['work', 'root', 'Users', 'home'].join('|')})/[\\w.-]+`, 'm');

function contents(name: string): Buffer {
  return readFileSync(join(repositoryFolder, name));
}

test('only text files of known kinds are committed', (t) => {
  for (const name of files) {
    t.false(lstatSync(join(repositoryFolder, name)).isSymbolicLink(), `${name} is a link`);
    t.true(TEXT.has(extname(name)) || name.startsWith('test/golden/'), `${name}: what kind of file is this?`);
    t.false(contents(name).includes(0), `${name} is binary`);
    t.true(contents(name).length <= LARGEST_BYTES, `${name} is larger than ${LARGEST_BYTES} bytes`);
  }
  t.pass();
});

test('no path of a single machine is committed', (t) => {
  for (const name of files) t.is(MACHINE_PATH.exec(contents(name).toString('utf8'))?.[0], undefined, name);
  t.pass();
});

test('nothing that is built is committed', (t) => {
  const built = files.filter(
    (name) => /^(node_modules|build[\w-]*|dist|\.test-build|coverage)\//.test(name) || name.endsWith('.node'),
  );
  t.deepEqual(built, []);
});

test('the lock file names no registry', (t) => {
  t.false(/"resolved":\s*"https?:/.test(contents('package-lock.json').toString('utf8')));
});

test('no file exports by default, except where a tool asks for it', (t) => {
  const offenders = files.filter((name) => /\.(ts|js)$/.test(name) && /^export default\b/m.test(contents(name).toString('utf8')));
  t.deepEqual(offenders, ['eslint.config.js']);
});
