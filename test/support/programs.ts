/**
 * Programs that a test needs beside node. Where one is absent, the tests that need it are skipped, by name, with the command that
 * installs it; under continuous integration (CI is set) they fail instead, so that nothing is left out silently.
 */
import test, { type ExecutionContext } from 'ava';
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { repositoryFolder, sharedFolder } from './paths.js';

interface Need {
  present: () => boolean;
  install: string;
}

const needed = {
  haproxy: { present: () => onPath('haproxy'), install: 'apt-get install haproxy' },
  'haproxy-doc': {
    present: () => existsSync('/usr/share/doc/haproxy/configuration.txt.gz'),
    install: 'apt-get install haproxy haproxy-doc',
  },
  nginx: { present: () => onPath('nginx'), install: 'apt-get install nginx-light' },
  wrk: { present: () => onPath('wrk'), install: 'apt-get install wrk' },
  ab: { present: () => onPath('ab'), install: 'apt-get install apache2-utils' },
  strace: { present: () => onPath('strace'), install: 'apt-get install strace' },
  python3: { present: () => onPath('python3'), install: 'apt-get install python3' },
  prlimit: { present: () => onPath('prlimit'), install: 'apt-get install util-linux' },
  ss: { present: () => onPath('ss'), install: 'apt-get install iproute2' },
  setpriv: { present: () => onPath('setpriv'), install: 'apt-get install util-linux' },
  /** Own network namespaces with `ip`. */
  namespaces: {
    present: () => onPath('ip') && spawnSync('unshare', ['--net', 'true']).status === 0,
    install: 'apt-get install iproute2 util-linux, and run as root',
  },
  root: { present: () => process.getuid?.() === 0, install: 'run as root' },
  /** The addon under ASan and UBSan. */
  'addon under ASan': {
    present: () => existsSync(join(repositoryFolder, 'build-asan/Release/headrace.node')),
    install: 'npm run build:asan',
  },
  /** Real configurations with HAProxy's verdicts, lists of keywords and metrics: a folder beside the repository. */
  shared: { present: () => existsSync(sharedFolder), install: 'put the folder shared/ beside the repository' },
} satisfies Record<string, Need>;

export type Needed = keyof typeof needed;

type Implementation = (t: ExecutionContext) => void | Promise<void>;
type Declare = (title: string, implementation: Implementation) => void;

/** What `needs` answers: declares a test. */
export type NeedingTest = Declare & { serial: Declare };

/**
 * Declares tests that need programs: `const testWithHaproxy = needs('haproxy')`, then `testWithHaproxy('title', async (t) => …)`
 * and `testWithHaproxy.serial(…)`.
 */
export function needs(...names: Needed[]): NeedingTest {
  const absent = names.filter((name) => !needed[name].present());
  if (absent.length === 0) {
    const declare: Declare = (title, implementation) => test(title, implementation);
    return Object.assign(declare, {
      serial: (title: string, implementation: Implementation) => test.serial(title, implementation),
    });
  }
  const advice = absent.map((name) => `needs ${name}: ${needed[name].install}`).join('; ');
  const declare: Declare = process.env.CI
    ? (title) => test(title, (t) => t.fail(advice))
    : (title, implementation) => test.skip(`${title} (${advice})`, implementation);
  return Object.assign(declare, { serial: declare });
}

function onPath(program: string): boolean {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return folders.some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
