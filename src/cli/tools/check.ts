/**
 * `headrace check FILE… [--json]`: what `-c` says, or the same as one JSON object:
 * `{ valid, listens, diagnostics: [{ code, severity, file, line, column, length, message, hint? }], dropped }`.
 */
import { listens, loadConfiguration } from '../../config/load.js';
import { check, exitCodeOf } from '../check.js';
import { readWords, refuse } from './tool.js';

const usage = 'headrace check FILE… [--json]';

export function runCheck(argv: readonly string[]): number {
  const words = readWords(argv, { flags: ['--json'], files: 'some' });
  if ('wrong' in words) return refuse(usage, words.wrong);
  if (!words.flags.has('--json')) return check({ files: words.files, quiet: false });
  const loaded = loadConfiguration(words.files, process.env);
  const { model, diagnostics, dropped } = loaded;
  const answer = { valid: model !== undefined, listens: model !== undefined && listens(model), diagnostics, dropped };
  process.stdout.write(`${JSON.stringify(answer, undefined, 2)}\n`);
  return exitCodeOf(loaded);
}
