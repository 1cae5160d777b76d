/**
 * The files that `-f` names: a file is itself, a directory stands for the files in it that end in `.cfg` and do not begin
 * with a dot, in the order of their bytes. Read anew at each reload, so that a file can be added to a directory.
 * Source: management.txt, section 3, "-f".
 */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostics } from '../diagnostics/diagnostics.js';

export function configurationFiles(paths: readonly string[], diagnostics: Diagnostics): string[] {
  return paths.flatMap((path) => (isDirectory(path) ? filesOf(path, diagnostics) : [path]));
}

/** What cannot be looked at is left to whoever opens it to complain about. */
function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function filesOf(folder: string, diagnostics: Diagnostics): string[] {
  const whole = { file: folder, line: 0, column: 0, length: 1 };
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    diagnostics.alert('unreadable-file', whole, `Could not open configuration directory ${folder} : ${(error as Error).message}`);
    return [];
  }
  const files = names
    .filter((name) => name.endsWith('.cfg') && !name.startsWith('.'))
    .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .map((name) => join(folder, name))
    .filter((path) => !isDirectory(path));
  if (files.length === 0)
    diagnostics.alert('missing-file', whole, `no configuration file in directory ${folder}`, 'their names end in .cfg');
  return files;
}
