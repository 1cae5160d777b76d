/** Programs from Debian that the benchmarks use, and what to say when one is missing. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

export interface Program {
  name: string;
  /** Debian package that has it. */
  package: string;
}

export const haproxyProgram: Program = { name: 'haproxy', package: 'haproxy' };
export const nginxProgram: Program = { name: 'nginx', package: 'nginx-light' };
export const compilerProgram: Program = { name: 'g++', package: 'g++' };
export const perfProgram: Program = { name: 'perf', package: 'linux-perf' };

/** Its path, looked for in PATH and where Debian puts the programs of the system's administrator. */
export function find(program: Program): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return folders.map((folder) => join(folder, program.name)).find((path) => readable(path, constants.X_OK));
}

export function readable(path: string, mode = constants.R_OK): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}

export function missing(...packages: string[]): string {
  return `missing: apt-get install ${packages.join(' ')}`;
}
