/** Columns whose values are metrics': the same numbers under HAProxy's other names for them. */
import type { Family, PlainMetric } from '../metric.js';
import type { Scrape } from '../scrape.js';

/** Column → the metric's name behind `haproxy_<kind>_`. Means and maxima of times are in ms here, in seconds there. */
const metricOf: Readonly<Record<string, string>> = {
  qcur: 'current_queue',
  qmax: 'max_queue',
  scur: 'current_sessions',
  smax: 'max_sessions',
  slim: 'limit_sessions',
  stot: 'sessions_total',
  bin: 'bytes_in_total',
  bout: 'bytes_out_total',
  econ: 'connection_errors_total',
  eresp: 'response_errors_total',
  wretr: 'retry_warnings_total',
  wredis: 'redispatch_warnings_total',
  weight: 'weight',
  chkfail: 'check_failures_total',
  chkdown: 'check_up_down_total',
  lastchg: 'check_last_change_seconds',
  downtime: 'downtime_seconds_total',
  lbtot: 'loadbalanced_total',
  rate: 'current_session_rate',
  rate_max: 'max_session_rate',
  cli_abrt: 'client_aborts_total',
  srv_abrt: 'server_aborts_total',
  lastsess: 'last_session_seconds',
  conn_rate_max: 'connections_rate_max',
  conn_tot: 'connections_total',
  connect: 'connection_attempts_total',
  eint: 'internal_errors_total',
  uweight: 'uweight',
};

const timeOf: Readonly<Record<string, string>> = {
  qtime: 'queue_time_average_seconds',
  ctime: 'connect_time_average_seconds',
  ttime: 'total_time_average_seconds',
  qtime_max: 'max_queue_time_seconds',
  ctime_max: 'max_connect_time_seconds',
  ttime_max: 'max_total_time_seconds',
};

/** Reads those of the columns that the family has a metric for. */
export function metricCells<Subject>(
  family: Family<Subject>,
  kind: 'frontend' | 'listener' | 'backend' | 'server',
): (subject: Subject, scrape: Scrape) => Record<string, number> {
  const plain = new Map<string, PlainMetric<Subject>>();
  for (const metric of family.metrics) if (metric.type !== 'histogram') plain.set(metric.name, metric);
  const readers: [column: string, scale: number, metric: PlainMetric<Subject>][] = [];
  for (const [table, scale] of [
    [metricOf, 1],
    [timeOf, 1000],
  ] as const) {
    for (const [column, name] of Object.entries(table)) {
      const metric = plain.get(`haproxy_${kind}_${name}`);
      if (metric !== undefined) readers.push([column, scale, metric]);
    }
  }
  return (subject, scrape) => {
    const cells: Record<string, number> = {};
    for (const [column, scale, metric] of readers) {
      const value = metric.value(subject, scrape, '');
      if (value !== undefined) cells[column] = scale === 1 ? value : Math.round(value * scale);
    }
    return cells;
  };
}
