/** The table on the terminal: one block of lines a row, Headrace first. */
import { contestantNames, type ContestantName } from './contestants/contestant.js';
import type { ContestantResult, RowResult, Verdict } from './results.js';
import { spread } from './statistics.js';

const headings = ['row', 'proxy', 'cost', '±', 'throughput', 'CPUs', 'HAProxy = 1', 'wanted', 'since last'];
/** Columns of words are flush left, columns of numbers flush right. */
const flushLeft = new Set([0, 1, 7]);

export function renderTable(rows: Readonly<Record<string, RowResult>>, last: Readonly<Record<string, RowResult>> = {}): string {
  const lines: string[][] = [headings];
  const notes: string[] = [];
  for (const [name, row] of Object.entries(rows)) {
    let label = name;
    for (const contestant of contestantNames) {
      const result = row.contestants[contestant];
      const absence = row.absent[contestant];
      if (absence !== undefined) notes.push(`${name}: ${contestant}: ${absence}`);
      if (result === undefined) continue;
      lines.push(line(label, contestant, result, row, last[name]?.contestants[contestant]));
      label = '';
    }
  }
  const widths = headings.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)));
  const table = lines.map((cells) =>
    cells
      .map((cell, column) => (flushLeft.has(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  return [...table, ...notes].join('\n');
}

function line(
  label: string,
  contestant: ContestantName,
  result: ContestantResult,
  row: RowResult,
  last?: ContestantResult,
): string[] {
  const metric = row.verdict.wanted.metric;
  const now = result[metric]?.median;
  const before = last?.[metric]?.median;
  return [
    label,
    contestant,
    quantity(result.cost.median, row.costUnit),
    result.cost.samples.length > 1 ? `${Math.round(100 * spread(result.cost))} %` : '',
    result.rate === undefined ? '' : quantity(result.rate.median, row.rateUnit ?? ''),
    result.busy === undefined ? '' : result.busy.toFixed(2),
    result.ratio === undefined || Number.isNaN(result.ratio) ? '' : `${result.ratio.toFixed(2)}×`,
    contestant === 'headrace' ? renderVerdict(row.verdict, row.costUnit) : '',
    now === undefined || before === undefined || before === 0 ? '' : percentage(now / before - 1),
  ];
}

/** `✓ ≤ 0.65×`, and the figure itself when it is not the ratio to HAProxy shown beside it. */
export function renderVerdict(verdict: Verdict, costUnit: string): string {
  const { wanted, figure, reached } = verdict;
  const show = (value: number): string => (wanted.against === undefined ? quantity(value, costUnit) : `${value.toFixed(2)}×`);
  const bound = wanted.atMost === undefined ? `≥ ${show(wanted.atLeast ?? 0)}` : `≤ ${show(wanted.atMost)}`;
  const mark = reached === undefined ? '?' : reached ? '✓' : '✗';
  const { against, beyond } = wanted;
  const other =
    (against === undefined || against === 'haproxy-splice' ? '' : ` of ${against}`) +
    (beyond === undefined ? '' : ` beyond ${beyond}`);
  const shown = other === '' || figure === undefined ? '' : `, is ${show(figure)}`;
  return `${mark} ${bound}${other}${shown}`;
}

/** A number with its unit, three significant digits, bytes in the unit that suits them. */
export function quantity(value: number, unit: string): string {
  if (unit.startsWith('bytes')) {
    const rest = unit.slice('bytes'.length);
    return Math.abs(value) >= 1 << 20 ? `${digits(value / 2 ** 20)} MiB${rest}` : `${digits(value / 1024)} KiB${rest}`;
  }
  return `${digits(value)} ${unit}`;
}

function digits(value: number): string {
  const size = Math.abs(value);
  return size >= 100 ? String(Math.round(value)) : value.toFixed(size >= 10 ? 1 : 2);
}

function percentage(share: number): string {
  const percent = Math.round(100 * share);
  return `${percent > 0 ? '+' : ''}${percent} %`;
}
