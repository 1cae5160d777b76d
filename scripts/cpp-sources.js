/** The C++ files of the addon, and the clang tools that look at them. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');

/** @param {RegExp} pattern of file names */
export function cppSources(pattern) {
  return readdirSync(join(root, 'addon'), { recursive: true, encoding: 'utf8' })
    .filter((name) => pattern.test(name))
    .map((name) => join('addon', name))
    .sort();
}

/** Debian's clang tools also exist under names with their version; the plain name comes first. */
export function clangTool(name) {
  const candidates = [name, ...[19, 18, 17, 16, 15, 14].map((version) => `${name}-${version}`)];
  return candidates.find((candidate) => spawnSync(candidate, ['--version']).status === 0);
}
