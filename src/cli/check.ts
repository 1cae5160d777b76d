import { listens, loadConfiguration, type Loaded } from '../config/load.js';
import type { Options } from './arguments.js';
import { printDiagnostics } from './print-diagnostics.js';

/** 0: valid, warnings or not. 1: refused. 2: valid, but nothing would listen. */
export function exitCodeOf({ model }: Pick<Loaded, 'model'>): 0 | 1 | 2 {
  if (model === undefined) return 1;
  return listens(model) ? 0 : 2;
}

/** `headrace -c`: reads the configuration, prints what there is to say and what HAProxy's check mode prints. → the exit code. */
export function check({ files, quiet }: Pick<Options, 'files' | 'quiet'>): number {
  const loaded = loadConfiguration(files, process.env);
  const say = (line: string) => {
    if (!quiet) process.stdout.write(`${line}\n`);
  };
  if (!quiet) printDiagnostics(loaded, process.stderr);
  const code = exitCodeOf(loaded);
  if (code === 1) {
    if (!quiet) process.stderr.write('Fatal errors found in configuration.\n');
    return code;
  }
  if (loaded.diagnostics.some(({ severity }) => severity === 'warning')) say('Warnings were found.');
  say(
    code === 0 ? 'Configuration file is valid' : 'Configuration file has no error but will not start (no listener) => exit(2).',
  );
  return code;
}
