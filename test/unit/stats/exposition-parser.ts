/** A strict reader of Prometheus's text format 0.0.4: throws on anything that a careful reader would object to. */
export interface ParsedSample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

export interface ParsedMetric {
  name: string;
  type: string;
  help: string;
  samples: ParsedSample[];
}

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const VALUE = /^(?:NaN|[+-]Inf|[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?)$/;

/** Metrics by name, in the order of the text. */
export function parseExposition(text: string): Map<string, ParsedMetric> {
  const metrics = new Map<string, ParsedMetric>();
  const series = new Set<string>();
  if (!text.endsWith('\n')) throw new Error('the last line has no end');
  let current: ParsedMetric | undefined;
  let help: { name: string; text: string } | undefined;
  for (const line of text.slice(0, -1).split('\n')) {
    if (line.startsWith('# HELP ')) {
      const [, name = '', written = ''] = /^# HELP (\S+) (.*)$/.exec(line) ?? [];
      help = { name, text: unescape(written, /[\\n]/) };
    } else if (line.startsWith('# TYPE ')) {
      const [, name = '', type = ''] = /^# TYPE (\S+) (counter|gauge|histogram)$/.exec(line) ?? [];
      if (!NAME.test(name)) throw new Error(`bad TYPE line: ${line}`);
      if (help?.name !== name) throw new Error(`TYPE of ${name} without its HELP before it`);
      if (metrics.has(name)) throw new Error(`${name} comes twice`);
      current = { name, type, help: help.text, samples: [] };
      metrics.set(name, current);
    } else {
      if (current === undefined) throw new Error(`sample before any TYPE: ${line}`);
      const sample = parseSample(line);
      if (!belongs(sample, current)) throw new Error(`${sample.name} under the TYPE of ${current.name}`);
      const identity = JSON.stringify([sample.name, Object.entries(sample.labels).sort()]);
      if (series.has(identity)) throw new Error(`series twice: ${line}`);
      series.add(identity);
      current.samples.push(sample);
    }
  }
  for (const metric of metrics.values()) checkType(metric);
  return metrics;
}

function belongs({ name, labels }: ParsedSample, metric: ParsedMetric): boolean {
  if (metric.type !== 'histogram') return name === metric.name && !('le' in labels);
  if (name === `${metric.name}_bucket`) return 'le' in labels;
  return (name === `${metric.name}_sum` || name === `${metric.name}_count`) && !('le' in labels);
}

function parseSample(line: string): ParsedSample {
  const [name = ''] = /^[^{ ]+/.exec(line) ?? [];
  if (!NAME.test(name)) throw new Error(`bad name: ${line}`);
  let at = name.length;
  const labels: Record<string, string> = {};
  if (line[at] === '{') {
    at++;
    while (line[at] !== '}') {
      const equals = line.indexOf('="', at);
      const label = line.slice(at, equals);
      if (equals < 0 || !LABEL_NAME.test(label)) throw new Error(`bad label: ${line}`);
      if (label in labels) throw new Error(`label twice: ${line}`);
      let end = equals + 2;
      while (line[end] !== '"') {
        if (end >= line.length) throw new Error(`label without an end: ${line}`);
        end += line[end] === '\\' ? 2 : 1;
      }
      labels[label] = unescape(line.slice(equals + 2, end), /[\\n"]/);
      at = end + 1;
      if (line[at] === ',') at++;
      else if (line[at] !== '}') throw new Error(`bad end of a label: ${line}`);
    }
    at++;
  }
  const value = line.slice(at + 1);
  if (line[at] !== ' ' || !VALUE.test(value)) throw new Error(`bad value: ${line}`);
  return { name, labels, value: Number(value.replace('Inf', 'Infinity')) };
}

function unescape(text: string, allowed: RegExp): string {
  return text.replaceAll(/\\(.?)/gs, (whole, escaped: string) => {
    if (!allowed.test(escaped)) throw new Error(`bad escape ${whole} in ${text}`);
    return escaped === 'n' ? '\n' : escaped;
  });
}

function checkType(metric: ParsedMetric): void {
  if (metric.type === 'counter' && metric.samples.some(({ value }) => value < 0)) throw new Error(`${metric.name} is below 0`);
  if (metric.type !== 'histogram') {
    const labelNames = new Set(metric.samples.map(({ labels }) => Object.keys(labels).sort().join()));
    if (labelNames.size > 1) throw new Error(`${metric.name} has differing label names`);
    return;
  }
  for (const { labels, value: count } of metric.samples.filter(({ name }) => name.endsWith('_count'))) {
    const buckets = metric.samples.filter(
      (one) => one.name.endsWith('_bucket') && Object.entries(labels).every(([key, value]) => one.labels[key] === value),
    );
    const bounds = buckets.map(({ labels: { le = '' } }) => Number(le.replace('Inf', 'Infinity')));
    if (bounds.at(-1) !== Infinity) throw new Error(`${metric.name} has no bucket +Inf at its end`);
    if (buckets.at(-1)?.value !== count) throw new Error(`${metric.name}: count differs from bucket +Inf`);
    for (let i = 1; i < buckets.length; i++) {
      if (!((bounds[i] as number) > (bounds[i - 1] as number))) throw new Error(`${metric.name}: bounds do not ascend`);
      if ((buckets[i]?.value as number) < (buckets[i - 1]?.value as number)) throw new Error(`${metric.name}: not cumulative`);
    }
  }
}
