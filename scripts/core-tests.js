/**
 * Builds and runs the C++ tests of addon/core twice: under ASan with UBSan, and under TSan. Arguments are passed on to
 * doctest, e.g. `npm run test:core -- --test-case='*pipe*'`.
 */
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { cmakeProblem, compilerProblem, makeProblem, stopAtProblem } from './requirements.js';

stopAtProblem(cmakeProblem(), makeProblem(), compilerProblem());

const root = resolve(import.meta.dirname, '..');
const RUN_LIMIT_MS = 300_000;
const builds = [
  { name: 'ASan and UBSan', folder: 'address', sanitize: 'address;undefined' },
  { name: 'TSan', folder: 'thread', sanitize: 'thread' },
];

for (const { name, folder, sanitize } of builds) {
  const out = join(root, 'build-core', folder);
  const werror = process.env.HEADRACE_WERROR ? 'ON' : 'OFF';
  const options = [`-DHEADRACE_TESTS=ON`, `-DHEADRACE_SANITIZE=${sanitize}`, `-DHEADRACE_WERROR=${werror}`];
  step('cmake', ['-S', root, '-B', out, ...options], { quiet: true });
  step('cmake', ['--build', out, '--parallel', String(availableParallelism())], { quiet: true });
  console.log(`core tests under ${name}`);
  step(join(out, 'core_tests'), process.argv.slice(2), { quiet: false });
}

/** Runs a program; a quiet one is heard only when it fails. */
function step(program, args, { quiet }) {
  const { status, signal, stdout, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    stdio: quiet ? 'pipe' : 'inherit',
    maxBuffer: 1 << 28,
    timeout: RUN_LIMIT_MS,
  });
  if (status === 0) return;
  if (quiet) console.error(stdout + stderr);
  console.error(`headrace: ${program} failed (${signal ?? `status ${status}`})`);
  process.exit(1);
}
