/**
 * What a metric is, before prom-client prints it: a name, a type, a help text, and how to read its value from the
 * inventory. Nothing is stored between scrapes: every value is read from shared memory when it is asked for.
 */
import type { Scrape } from './scrape.js';

/** One value for each subject, or one for each value of a label that the metric adds. */
export interface PlainMetric<Subject> {
  name: string;
  type: 'gauge' | 'counter';
  help: string;
  /** A label of this metric alone, and its values, in the order in which they are printed. */
  per?: { label: string; values: readonly string[] };
  /** `undefined`: this subject has no such sample. NaN: it has one, with no value (HAProxy: an empty CSV field). */
  value(subject: Subject, scrape: Scrape, labelValue: string): number | undefined;
}

export interface HistogramMetric<Subject> {
  name: string;
  type: 'histogram';
  help: string;
  /** Upper bounds, ascending, in the metric's unit; the bucket `+Inf` comes on top. */
  bounds: readonly number[];
  histogram(subject: Subject, scrape: Scrape): HistogramReading;
}

export interface HistogramReading {
  /** Not cumulative, one for each bound and one for the rest. */
  buckets: readonly number[];
  sum: number;
}

export type Metric<Subject> = PlainMetric<Subject> | HistogramMetric<Subject>;

/** Metrics of the same subjects with the same labels. */
export interface Family<Subject> {
  /** As docs/metrics.md calls it. */
  title: string;
  /** Names of the labels that each metric of the family carries. */
  labelNames: readonly string[];
  subjects(scrape: Scrape): readonly Subject[];
  labels(subject: Subject): Readonly<Record<string, string>>;
  metrics: readonly Metric<Subject>[];
}
