/**
 * `node scripts/with-asan.js COMMAND [ARGUMENT…]`: runs a command of this package (or node) with the addon that was built
 * under ASan and UBSan (`npm run build:asan`). Node itself is not built with ASan, so its runtime is preloaded.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { stopAtProblem } from './requirements.js';

const root = resolve(import.meta.dirname, '..');
const addon = join(root, 'build-asan', 'Release', 'headrace.node');
stopAtProblem(existsSync(addon) ? undefined : 'the addon is not built under ASan; run: npm run build:asan');

const runtime = spawnSync(process.env.CXX || 'c++', ['-print-file-name=libasan.so'], { encoding: 'utf8' });
stopAtProblem(runtime.status === 0 ? undefined : 'libasan.so was not found; install it, e.g. apt-get install g++');

const [command, ...args] = process.argv.slice(2);
const { status } = spawnSync(command, args, {
  stdio: 'inherit',
  env: {
    ...process.env,
    PATH: [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter),
    HEADRACE_ADDON: addon,
    LD_PRELOAD: runtime.stdout.trim(),
    // V8 never frees everything at exit; leaks of the core are looked for by the core tests.
    ASAN_OPTIONS: 'detect_leaks=0:abort_on_error=1:allocator_may_return_null=1',
    UBSAN_OPTIONS: 'print_stacktrace=1',
  },
});
process.exit(status ?? 1);
