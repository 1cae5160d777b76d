/** headrace_frontend_*, headrace_backend_* histograms: queue time, connect time and duration of sessions. */
import { Counter, TIME_BUCKETS_MS } from '../../proxy/board.js';
import type { Rows } from '../../proxy/inventory.js';
import type { Family, HistogramReading } from '../metric.js';
import type { Backend, Frontend, Scrape } from '../scrape.js';

const BOUNDS_SECONDS = TIME_BUCKETS_MS.map((ms) => ms / 1000);

export const frontendTimesFamily = {
  title: 'Times of frontends',
  labelNames: ['proxy'],
  subjects: (scrape) => scrape.frontends,
  labels: ({ entry }) => ({ proxy: entry.proxy.name }),
  metrics: [
    {
      name: 'headrace_frontend_session_duration_seconds',
      type: 'histogram',
      help: 'Duration of the sessions that have ended.',
      bounds: BOUNDS_SECONDS,
      histogram: ({ rows }, scrape) => readHistogram(rows, scrape, Counter.SESSION_HISTOGRAM),
    },
  ],
} satisfies Family<Frontend>;

export const backendTimesFamily = {
  title: 'Times of backends',
  labelNames: ['proxy'],
  subjects: (scrape) => scrape.backends,
  labels: ({ entry }) => ({ proxy: entry.proxy.name }),
  metrics: [
    {
      name: 'headrace_backend_queue_time_seconds',
      type: 'histogram',
      help: 'Time sessions waited for a place on a server.',
      bounds: BOUNDS_SECONDS,
      histogram: ({ rows }, scrape) => readHistogram(rows, scrape, Counter.QUEUE_HISTOGRAM),
    },
    {
      name: 'headrace_backend_connect_time_seconds',
      type: 'histogram',
      help: 'Time to establish the connection to a server, failed attempts of the session included.',
      bounds: BOUNDS_SECONDS,
      histogram: ({ rows }, scrape) => readHistogram(rows, scrape, Counter.CONNECT_HISTOGRAM),
    },
    {
      name: 'headrace_backend_session_duration_seconds',
      type: 'histogram',
      help: 'Duration of the sessions that have ended.',
      bounds: BOUNDS_SECONDS,
      histogram: ({ rows }, scrape) => readHistogram(rows, scrape, Counter.SESSION_HISTOGRAM),
    },
  ],
} satisfies Family<Backend>;

/** In a row: the buckets, one for the rest, the sum in ms, the count. */
function readHistogram(rows: Rows, scrape: Scrape, firstColumn: number): HistogramReading {
  const buckets: number[] = [];
  for (let i = 0; i <= TIME_BUCKETS_MS.length; i++) buckets.push(scrape.sum(rows, firstColumn + i));
  return { buckets, sum: scrape.sum(rows, firstColumn + TIME_BUCKETS_MS.length + 1) / 1000 };
}
