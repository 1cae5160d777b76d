/** Formats the addon's sources by .clang-format; with `--check` says which are not, and fails. */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { clangTool, cppSources } from './cpp-sources.js';
import { stopAtProblem } from './requirements.js';

const tool = clangTool('clang-format');
stopAtProblem(tool ? undefined : 'clang-format was not found; install it: apt-get install clang-format');

const mode = process.argv.includes('--check') ? ['--dry-run', '--Werror'] : ['-i'];
const { status } = spawnSync(tool, [...mode, ...cppSources(/\.(cpp|h)$/)], {
  cwd: resolve(import.meta.dirname, '..'),
  stdio: 'inherit',
});
process.exit(status ?? 1);
