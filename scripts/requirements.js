/**
 * What building Headrace needs from the machine. Each check answers with one line that says what to install, or undefined.
 * Plain JavaScript without dependencies: it runs before anything is built.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MINIMUM_NODE = [20, 17];
const MINIMUM_CMAKE = [3, 20];

/** @param {string} version @param {number[]} minimum */
export function isAtLeast(version, minimum) {
  const parts = version.split('.').map(Number);
  for (const [index, wanted] of minimum.entries()) {
    const part = parts[index] ?? 0;
    if (part !== wanted) return part > wanted;
  }
  return true;
}

/** @param {string} version as `process.versions.node` */
export function nodeProblem(version = process.versions.node) {
  if (isAtLeast(version, MINIMUM_NODE)) return undefined;
  return `Node.js ${MINIMUM_NODE.join('.')} or later is needed, this is ${version}; install a newer one from https://nodejs.org/`;
}

export function linuxProblem(platform = process.platform) {
  return platform === 'linux' ? undefined : `Linux is needed (epoll and splice), this is ${platform}`;
}

export function cmakeProblem() {
  const { status, stdout } = run('cmake', ['--version']);
  if (status !== 0) return 'cmake was not found; install it, e.g. apt-get install cmake';
  const version = /(\d+\.\d+(\.\d+)?)/.exec(stdout)?.[1] ?? '0';
  if (isAtLeast(version, MINIMUM_CMAKE)) return undefined;
  return `cmake ${MINIMUM_CMAKE.join('.')} or later is needed, this is ${version}; install a newer one`;
}

export function makeProblem() {
  if (run('ninja', ['--version']).status === 0 || run('make', ['--version']).status === 0) return undefined;
  return 'neither make nor ninja was found; install one, e.g. apt-get install make';
}

/** Compiles a few lines of C++20 with the compiler that cmake would take. */
export function compilerProblem() {
  const compiler = process.env.CXX || ['c++', 'g++', 'clang++'].find((name) => run(name, ['--version']).status === 0);
  const hint = 'install one, e.g. apt-get install g++ (GCC 11 or clang 14, or later)';
  if (compiler === undefined) return `no C++ compiler was found; ${hint}`;
  const folder = mkdtempSync(join(tmpdir(), 'headrace-cxx-'));
  try {
    const source = join(folder, 'probe.cpp');
    writeFileSync(
      source,
      '#include <concepts>\n#include <span>\ntemplate <std::integral T> T first(std::span<T> s) { return s[0]; }\nint main() { int a[1] = {0}; return first(std::span<int>(a)); }\n',
    );
    const { status } = run(compiler, ['-std=c++20', source, '-o', join(folder, 'probe')]);
    return status === 0 ? undefined : `the C++ compiler '${compiler}' cannot build C++20; ${hint}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Prints one line and ends the program when a check found something. @param {(string | undefined)[]} problems */
export function stopAtProblem(...problems) {
  const problem = problems.find((text) => text !== undefined);
  if (problem === undefined) return;
  console.error(`headrace: ${problem}`);
  process.exit(1);
}

function run(command, args) {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8' });
  return { status, stdout: stdout ?? '' };
}
