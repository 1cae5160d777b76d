/** The little arithmetic that benchmarks need. */

/** Median of at least one number. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('the median of nothing');
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as number;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2;
}

export interface Summary {
  median: number;
  low: number;
  high: number;
  samples: number[];
}

export function summarize(samples: readonly number[]): Summary {
  return { median: median(samples), low: Math.min(...samples), high: Math.max(...samples), samples: [...samples] };
}

/** Half the distance between the extremes, as a share of the median: 0.05 reads "± 5 %". */
export function spread(summary: Summary): number {
  return summary.median === 0 ? 0 : (summary.high - summary.low) / 2 / Math.abs(summary.median);
}

/**
 * How one series stands to another measured in the same rounds: the median of the ratios round by round, since what
 * disturbs a machine for a while disturbs both of one round. NaN when no round has both.
 */
export function pairedRatio(ours: readonly number[], theirs: readonly number[]): number {
  const ratios: number[] = [];
  for (const [round, value] of ours.entries()) {
    const other = theirs[round];
    if (other !== undefined && other !== 0) ratios.push(value / other);
  }
  return ratios.length === 0 ? Number.NaN : median(ratios);
}

/** The order of a round: everybody once, each round beginning with another. */
export function rotated<T>(items: readonly T[], round: number): T[] {
  const from = items.length === 0 ? 0 : round % items.length;
  return [...items.slice(from), ...items.slice(0, from)];
}
