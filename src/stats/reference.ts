/** Writes docs/metrics.md from the families, so that the two cannot differ. */
import { absentMetrics } from './absent-metrics.js';
import { haproxyFamilies, headraceFamilies } from './families.js';
import type { Family, Metric } from './metric.js';

const INTRODUCTION = `# Metrics

<!-- Written by scripts/write-metrics-reference.js. Change src/stats instead. -->

\`headrace --metrics 127.0.0.1:9101\` serves these at \`/metrics\` in Prometheus's text format 0.0.4. A scrape reads shared
memory on the main thread; the threads that carry traffic do not notice it.

Names, types and labels that begin with \`haproxy_\` are those of HAProxy's own exporter, so dashboards made for it work.
Where Headrace knows better or measures otherwise, it says so here:

- **Bytes** count as they are relayed. HAProxy counts what it has read, so bytes that never reached the other side are in
  its figures and not in these. They count at once; HAProxy adds them when a session ends, unless \`option contstats\` is set.
- **Listeners** always have their metrics; HAProxy wants \`option socket-stats\`.
- **Labels are escaped** as the format demands; HAProxy 2.6 writes names with quotes and backslashes as they are.
- **Rates** come from totals looked at four times a second, over the last four looks. A peak (\`…_rate_max\`,
  \`…_max_…_rate\`) sees a burst shorter than a quarter of a second in full.
- **Mean times** (\`…_time_average_seconds\`) are true means from the first session on; HAProxy divides by the size of its
  window before that is full. The histograms below tell more.
- **haproxy_process_connections_total** counts clients. HAProxy counts its health checks as well.
- **haproxy_backend_downtime_seconds_total** is a gauge, as in current HAProxy; in 2.6 it was a counter.
- **NaN** is an empty value, as in HAProxy: for example the limit of sessions of a server that has none.

Counters of a worker that died stay in the sums. Counters of a proxy or server that a reload removed go with it; what a
reload keeps keeps its counters.
`;

/** The whole of docs/metrics.md. */
export function metricsReference(): string {
  const parts = [
    INTRODUCTION,
    "## Under HAProxy's names\n",
    ...haproxyFamilies.map(familyReference),
    "## Headrace's own\n",
    ...headraceFamilies.map(familyReference),
    '## Later, and never\n',
    "Metrics of HAProxy's exporter that are not here, and what they wait for. None is served as a constant zero.\n",
    ...absentMetrics.map(({ waitsFor, names }) => `**${waitsFor}**: ${names.map(code).join(', ')}.\n`),
  ];
  return parts.join('\n');
}

function familyReference({ title, labelNames, metrics }: Family<unknown>): string {
  const labels = labelNames.length === 0 ? '' : `Labels: ${labelNames.map(code).join(', ')}.\n\n`;
  return `### ${title}\n\n${labels}${metrics.map(metricReference).join('\n')}\n`;
}

function metricReference(metric: Metric<unknown>): string {
  const per = metric.type === 'histogram' ? undefined : metric.per;
  const values = per === undefined ? '' : `, ${code(per.label)} ${per.values.map(code).join(' ')}`;
  return `- ${code(metric.name)} (${metric.type}${values}): ${metric.help}`;
}

function code(text: string): string {
  return `\`${text}\``;
}
