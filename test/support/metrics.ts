/** Reads what `--metrics ADDR` serves. */
import { until, within } from './waiting.js';
import { written, type Address } from './addresses.js';

/** The text of one scrape. */
export async function scrape(address: Address): Promise<string> {
  const response = await within(fetch(`http://${written(address)}/metrics`), 'scrape');
  if (!response.ok) throw new Error(`scrape answered ${response.status}`);
  return response.text();
}

/**
 * The value of a sample by name and the labels that are given (others may be there too): `sample(text, 'haproxy_server_up',
 * { server: 's1' })`. undefined: there is none.
 */
export function sample(text: string, name: string, labels: Record<string, string> = {}): number | undefined {
  for (const line of text.split('\n')) {
    const [, found, labelText = '', value] = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)/.exec(line) ?? [];
    if (found !== name) continue;
    if (Object.entries(labels).every(([key, wanted]) => labelText.split(/,(?=\w+=")/).includes(`${key}="${wanted}"`)))
      return Number(value);
  }
  return undefined;
}

/** Scrapes until `accept` likes the sample's value, and answers with it. */
export async function sampleBecomes(
  address: Address,
  name: string,
  labels: Record<string, string>,
  accept: (value: number) => boolean,
): Promise<number> {
  return until(
    async () => {
      const value = sample(await scrape(address), name, labels);
      return value !== undefined && accept(value) ? value : undefined;
    },
    `${name} ${JSON.stringify(labels)} as expected`,
  );
}
