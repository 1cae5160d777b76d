/** Results: what samples come to, how they stand to what is wanted, and the file they are kept in. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ContestantName } from './contestants/contestant.js';
import type { Machine } from './machine.js';
import type { RowSamples, Sample } from './measure/bench.js';
import type { Metric, Row, Wanted } from './rows.js';
import { median, pairedRatio, summarize, type Summary } from './statistics.js';

export interface ContestantResult {
  cost: Summary;
  rate?: Summary;
  /** CPUs kept busy, median. */
  busy?: number;
  loadBusy?: number;
  /** To HAProxy splicing, in the metric of the row's wanted figure, paired by rounds. */
  ratio?: number;
}

export interface Verdict {
  wanted: Wanted;
  /** What is to be compared with the bound; absent when it could not be measured. */
  figure?: number;
  reached?: boolean;
}

export interface RowResult {
  what: string;
  date: string;
  quick: boolean;
  /** Unit of `cost` and of `rate`. */
  costUnit: string;
  rateUnit?: string;
  contestants: Partial<Record<ContestantName, ContestantResult>>;
  /** Who did not take part, and why. */
  absent: Partial<Record<ContestantName, string>>;
  verdict: Verdict;
}

export interface Results {
  format: 1;
  machine: Machine;
  rows: Record<string, RowResult>;
}

const reference: ContestantName = 'haproxy-splice';

export function conclude(row: Row, measured: RowSamples, when: { date: Date; quick: boolean }): RowResult {
  const contestants: RowResult['contestants'] = {};
  for (const [name, samples] of measured.samples) {
    if (samples.length > 0) contestants[name] = contestantResult(samples, row.wanted.metric, measured.samples.get(reference));
  }
  return {
    what: row.what,
    date: when.date.toISOString(),
    quick: when.quick,
    ...units(row),
    contestants,
    absent: Object.fromEntries(measured.absent),
    verdict: judge(row.wanted, measured),
  };
}

function units(row: Row): { costUnit: string; rateUnit?: string } {
  switch (row.kind) {
    case 'loaded':
      return row.unit === 'GB'
        ? { costUnit: 'ms/GB', rateUnit: 'GB/s' }
        : { costUnit: `µs/${row.unit}`, rateUnit: `${row.unit}s/s` };
    case 'idle':
      return { costUnit: 'bytes/connection' };
    case 'soak':
      return { costUnit: 'bytes', rateUnit: 'connections/s' };
    case 'health':
      return { costUnit: '% CPU' };
    case 'start':
    case 'check':
      return { costUnit: 'ms' };
  }
}

function contestantResult(samples: readonly Sample[], metric: Metric, referenceSamples?: readonly Sample[]): ContestantResult {
  const rates = series(samples, 'rate');
  const busy = present(samples.map((sample) => sample.busy));
  const loadBusy = present(samples.map((sample) => sample.loadBusy));
  return {
    cost: summarize(series(samples, 'cost')),
    ...(rates.length > 0 ? { rate: summarize(rates) } : {}),
    ...(busy.length > 0 ? { busy: median(busy) } : {}),
    ...(loadBusy.length > 0 ? { loadBusy: median(loadBusy) } : {}),
    ...(referenceSamples !== undefined && referenceSamples.length > 0
      ? { ratio: pairedRatio(series(samples, metric), series(referenceSamples, metric)) }
      : {}),
  };
}

function series(samples: readonly Sample[], metric: Metric): number[] {
  return present(samples.map((sample) => sample[metric]));
}

function present(values: readonly (number | undefined)[]): number[] {
  return values.filter((value) => value !== undefined);
}

/** Headrace's figure beside the bound. */
export function judge(wanted: Wanted, measured: RowSamples): Verdict {
  const all = series(measured.samples.get('headrace') ?? [], wanted.metric);
  const given = wanted.beyond === undefined ? undefined : series(measured.samples.get(wanted.beyond) ?? [], wanted.metric);
  const ours = given === undefined ? all : all.map((value, round) => value - (given[round] ?? Number.NaN));
  if (ours.length === 0 || ours.some(Number.isNaN)) return { wanted };
  let figure = median(ours);
  if (wanted.against !== undefined) {
    const theirs = series(measured.samples.get(wanted.against) ?? [], wanted.metric);
    if (theirs.length === 0) return { wanted };
    figure = pairedRatio(ours, theirs);
  }
  return { wanted, figure, reached: figure <= (wanted.atMost ?? Infinity) && figure >= (wanted.atLeast ?? -Infinity) };
}

/** undefined when there are none yet, or none that this version can read. */
export async function readResults(path: string): Promise<Results | undefined> {
  try {
    const results = JSON.parse(await readFile(path, 'utf8')) as Partial<Results>;
    return results.format === 1 ? (results as Results) : undefined;
  } catch {
    return undefined;
  }
}

/** Rows that were not measured this time stay as they are. */
export async function writeResults(path: string, results: Results, last: Results | undefined): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const merged: Results = { ...results, rows: { ...last?.rows, ...results.rows } };
  await writeFile(path, `${JSON.stringify(merged, null, 1)}\n`);
}
