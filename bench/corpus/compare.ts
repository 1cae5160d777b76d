/** What Headrace says of one file of a corpus, beside HAProxy's verdict. Run in the corpus's folder: its files name others. */
import { exitCodeOf } from '#headrace/cli/check.js';
import { features, type Feature } from '#headrace/config/features.js';
import { buildModel } from '#headrace/config/load.js';
import { createSystem } from '#headrace/config/system.js';
import type { Diagnostic } from '#headrace/diagnostics/diagnostic.js';
import { environmentOf } from '#headrace/parser/evaluate.js';
import { parse } from '#headrace/parser/parse.js';
import { readSource } from '#headrace/parser/source.js';
import type { Verdict } from './verdicts.js';

export type Comparison =
  | { outcome: 'agree' }
  /** HAProxy accepts it, and Headrace finds nothing wrong; by feature, how many lines ask for it. */
  | { outcome: 'not supported yet'; features: Map<string, number> }
  | { outcome: 'disagree'; why: string };

/** The file is in the working directory. Where the two versions of HAProxy disagree, the one that accepts it counts. */
export function compare(verdict: Verdict): Comparison {
  const { source, diagnostics: reading } = readSource(verdict.file);
  if (source === undefined) return { outcome: 'disagree', why: reading[0]?.message ?? 'cannot be read' };
  const parsed = parse(source);
  // The verdicts were made with -dr: names need not resolve.
  const system = { ...createSystem(), lookup: () => ({ family: 'ipv4', address: '127.0.0.1' }) as const };
  const built = buildModel([parsed.document], environmentOf(verdict.environment), system);
  const alerts = [...reading, ...parsed.diagnostics, ...built.diagnostics].filter(({ severity }) => severity === 'alert');
  const mistake = alerts.find((alert) => unsupported(alert) === undefined);
  if (verdict.exit26 === 1 && verdict.exitNewest === 1) return compareRefusal(verdict, mistake, alerts);
  if (mistake) return { outcome: 'disagree', why: `HAProxy accepts it, Headrace refuses ${describe(mistake)}` };
  if (alerts.length > 0) return { outcome: 'not supported yet', features: count(alerts) };
  const exit = exitCodeOf(built);
  if (exit === verdict.exit26 || exit === verdict.exitNewest) return { outcome: 'agree' };
  return { outcome: 'disagree', why: `exit code ${exit}, HAProxy's is ${verdict.exit26}` };
}

function compareRefusal({ line }: Verdict, mistake: Diagnostic | undefined, alerts: readonly Diagnostic[]): Comparison {
  // HAProxy built without QUIC refuses what Headrace does not have yet either.
  if (mistake === undefined && alerts.some((alert) => alert.line === line)) return { outcome: 'agree' };
  const theirs = `HAProxy refuses ${line === undefined ? 'it' : `line ${line}`}`;
  if (mistake === undefined) return { outcome: 'disagree', why: `${theirs}, Headrace finds nothing wrong` };
  if (line === undefined || mistake.line === line) return { outcome: 'agree' };
  return { outcome: 'disagree', why: `${theirs}, Headrace ${describe(mistake)}` };
}

const describe = ({ line, code, message }: Diagnostic): string => `line ${line}: ${code}: ${message}`;

/** The feature that an alert says is not there yet, or the name that it does not know what it belongs to; undefined: a mistake. */
function unsupported({ code, feature, message }: Diagnostic): string | undefined {
  if (feature !== undefined) return features[feature as Feature];
  if (!code.startsWith('unsupported-')) return undefined;
  return /'[^']+'/.exec(message)?.[0] ?? message;
}

function count(alerts: readonly Diagnostic[]): Map<string, number> {
  const counted = new Map<string, number>();
  for (const name of alerts.map(unsupported)) if (name !== undefined) counted.set(name, (counted.get(name) ?? 0) + 1);
  return counted;
}
