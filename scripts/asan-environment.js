/** The environment in which node runs with the addon that `npm run build:asan` builds, under ASan and UBSan. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const addon = join(root, 'build-asan', 'Release', 'headrace.node');

/** What is missing, in one line; undefined: nothing. */
export function asanProblem() {
  if (!existsSync(addon)) return 'the addon is not built under ASan; run: npm run build:asan';
  return runtime() === undefined ? 'libasan.so was not found; install it, e.g. apt-get install g++' : undefined;
}

/** Variables to set on top of one's own. A report of the sanitizers ends the process by SIGABRT. */
export function asanEnvironment() {
  return {
    HEADRACE_ADDON: addon,
    // Node itself is not built with ASan, so its runtime must come first.
    LD_PRELOAD: runtime(),
    // V8 never frees everything at exit; leaks of the core are looked for by the core tests.
    ASAN_OPTIONS: 'detect_leaks=0:abort_on_error=1:allocator_may_return_null=1',
    UBSAN_OPTIONS: 'print_stacktrace=1',
  };
}

function runtime() {
  const { status, stdout } = spawnSync(process.env.CXX || 'c++', ['-print-file-name=libasan.so'], { encoding: 'utf8' });
  const path = (stdout ?? '').trim();
  return status === 0 && path.startsWith('/') ? path : undefined;
}
