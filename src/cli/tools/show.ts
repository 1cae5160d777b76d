/**
 * `headrace show FILE… --json`: the model of the configuration, defaults merged, names and variables resolved, as the program
 * would run it. Its shape is that of `Model` (config/model.ts).
 */
import { loadConfiguration } from '../../config/load.js';
import { printDiagnostics } from '../print-diagnostics.js';
import { readWords, refuse } from './tool.js';

const usage = 'headrace show --json FILE…';

export function runShow(argv: readonly string[]): number {
  const words = readWords(argv, { flags: ['--json'], files: 'some' });
  if ('wrong' in words) return refuse(usage, words.wrong);
  if (!words.flags.has('--json')) return refuse(usage, "say '--json', the one form there is");
  const loaded = loadConfiguration(words.files, process.env);
  printDiagnostics(loaded, process.stderr);
  if (loaded.model === undefined) return 1;
  process.stdout.write(`${JSON.stringify(loaded.model, undefined, 2)}\n`);
  return 0;
}
