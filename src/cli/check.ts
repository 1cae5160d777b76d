/**
 * `headrace -c`: reads the configuration, prints what there is to say and what HAProxy's check mode prints.
 * → 0 valid, warnings or not; 1 refused; 2 valid, but nothing would listen.
 */
import { listens, loadConfiguration } from '../config/load.js';
import type { Options } from './arguments.js';
import { printDiagnostics } from './print-diagnostics.js';

export function check({ files, quiet }: Pick<Options, 'files' | 'quiet'>): number {
  const loaded = loadConfiguration(files, process.env);
  const say = (line: string) => {
    if (!quiet) process.stdout.write(`${line}\n`);
  };
  if (!quiet) printDiagnostics(loaded, process.stderr);
  if (loaded.model === undefined) {
    if (!quiet) process.stderr.write('Fatal errors found in configuration.\n');
    return 1;
  }
  if (loaded.diagnostics.some(({ severity }) => severity === 'warning')) say('Warnings were found.');
  if (!listens(loaded.model)) {
    say('Configuration file has no error but will not start (no listener) => exit(2).');
    return 2;
  }
  say('Configuration file is valid');
  return 0;
}
