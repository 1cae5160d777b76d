/** Two pages of metrics side by side: HAProxy's own exporter and ours. */
import type { ExecutionContext } from 'ava';
import { until } from '../support/waiting.js';
import { scrape } from '../support/metrics.js';
import { written, type Address } from '../support/addresses.js';
import { startHaproxy, startHeadrace } from '../support/proxies.js';
import { freeAddress } from '../support/addresses.js';
import { parseExposition, type ParsedMetric } from '../unit/stats/exposition-parser.js';

export type Page = Map<string, ParsedMetric>;

/** The frontend that HAProxy serves its metrics on; ours needs none. */
const EXPORTER = 'metrics-exporter';

export interface Side {
  product: 'haproxy' | 'headrace';
  /** Where each `BIND-name` of the configuration listens. */
  addresses: ReadonlyMap<string, Address>;
  /** Scrapes, without what concerns the exporter itself. */
  page(): Promise<Page>;
}

/** Starts both with the same configuration. `BIND-name` becomes an address of its own. */
export async function startBoth(t: ExecutionContext, configuration: string): Promise<[Side, Side]> {
  const [haproxy, headrace] = await Promise.all([placed(configuration), placed(configuration)]);
  const exporter = await freeAddress();
  const metrics = await freeAddress();
  const withExporter = `${haproxy.text}
frontend ${EXPORTER}
  mode http
  bind ${written(exporter)}
  http-request use-service prometheus-exporter
`;
  await startHaproxy(t, withExporter);
  const ours = await startHeadrace(t, headrace.text, { args: ['--metrics', written(metrics)] });
  await ours.output(/ready, /);
  return [
    { product: 'haproxy', addresses: haproxy.addresses, page: () => readPage(exporter) },
    { product: 'headrace', addresses: headrace.addresses, page: () => readPage(metrics) },
  ];
}

async function placed(configuration: string): Promise<{ text: string; addresses: Map<string, Address> }> {
  const names = new Set([...configuration.matchAll(/BIND-(\w+)/g)].map(([, name = '']) => name));
  const addresses = new Map<string, Address>();
  for (const name of names) addresses.set(name, await freeAddress());
  const text = configuration.replaceAll(/BIND-(\w+)/g, (_, name: string) => written(addresses.get(name) as Address));
  return { text, addresses };
}

async function readPage(address: Address): Promise<Page> {
  const parsed = parseExposition(await scrape(address));
  for (const metric of parsed.values()) metric.samples = metric.samples.filter(({ labels }) => labels.proxy !== EXPORTER);
  return parsed;
}

/** A value by name and labels; undefined when there is none. */
export function valueOf(page: Page, name: string, labels: Record<string, string> = {}): number | undefined {
  const samples = page.get(name)?.samples ?? [];
  return samples.find((sample) => Object.entries(labels).every(([key, value]) => sample.labels[key] === value))?.value;
}

/** Scrapes until `accept` likes the page. */
export function pageWhen(side: Side, what: string, accept: (page: Page) => boolean): Promise<Page> {
  return until(async () => {
    const page = await side.page();
    return accept(page) ? page : undefined;
  }, `${side.product}: ${what}`);
}

/** Names that both pages have. */
export function commonNames(one: Page, other: Page): string[] {
  return [...one.keys()].filter((name) => other.has(name));
}

/** Each sample as its labels, in one order. */
export function seriesOf(page: Page, name: string): string[] {
  return (page.get(name)?.samples ?? []).map(({ labels }) => JSON.stringify(Object.entries(labels).sort())).sort();
}

/** Values by series. */
export function valuesOf(page: Page, name: string): Record<string, number> {
  const samples = page.get(name)?.samples ?? [];
  return Object.fromEntries(samples.map(({ labels, value }) => [JSON.stringify(Object.entries(labels).sort()), value]));
}
