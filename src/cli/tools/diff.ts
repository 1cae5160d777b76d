/**
 * `headrace diff OLD NEW [--json]`: what a reload from one file to the other would do. 0: nothing; 1: something; 2: one of the files
 * cannot be used. As JSON: `Difference` (proxy/supervisor/difference.ts).
 */
import { loadConfiguration } from '../../config/load.js';
import type { Model } from '../../config/model.js';
import { compare, type ChangedSetting, type Changes, type Difference } from '../../proxy/supervisor/difference.js';
import { printDiagnostics } from '../print-diagnostics.js';
import { readWords, refuse } from './tool.js';

const usage = 'headrace diff OLD NEW [--json]';

export function runDiff(argv: readonly string[]): number {
  const words = readWords(argv, { flags: ['--json'], files: 2 });
  if ('wrong' in words) {
    refuse(usage, words.wrong);
    return 2;
  }
  const [before, after] = words.files.map(read);
  if (before === undefined || after === undefined) return 2;
  const difference = compare(before, after);
  const lines = describe(difference);
  if (words.flags.has('--json')) process.stdout.write(`${JSON.stringify(difference, undefined, 2)}\n`);
  else if (lines.length === 0) process.stdout.write('A reload would change nothing.\n');
  else process.stdout.write(`${[...lines, '', ...conclusion(difference)].join('\n')}\n`);
  return lines.length === 0 ? 0 : 1;
}

function read(file: string): Model | undefined {
  const loaded = loadConfiguration([file], process.env);
  if (loaded.model === undefined) printDiagnostics(loaded, process.stderr);
  return loaded.model;
}

function describe({ global, listeners, proxies, servers }: Difference): string[] {
  return [
    ...global.map((setting) => row('global', 'changed', written(setting))),
    ...changes('listener', listeners),
    ...changes('proxy', proxies),
    ...changes('server', servers),
  ];
}

function changes(kind: string, { added, removed, changed }: Changes): string[] {
  return [
    ...added.map((name) => row(kind, 'added', name)),
    ...removed.map((name) => row(kind, 'removed', name)),
    ...changed.flatMap(({ name, settings }) => settings.map((setting) => row(kind, 'changed', `${name}: ${written(setting)}`))),
  ];
}

const row = (kind: string, what: string, text: string): string => `${kind.padEnd(9)} ${what.padEnd(8)} ${text}`;

function written({ setting, from, to }: ChangedSetting): string {
  return `${setting} ${value(from)} → ${value(to)}`;
}

const longestValue = 60;

function value(of: unknown): string {
  if (of === undefined) return 'not set';
  const text = typeof of === 'string' ? of : JSON.stringify(of);
  return text.length > longestValue ? `${text.slice(0, longestValue)}…` : text;
}

function conclusion({ disturbed }: Difference): string[] {
  return disturbed.length === 0 ? ['No session and no connection would notice.'] : disturbed;
}
