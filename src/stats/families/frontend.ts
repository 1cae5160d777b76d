/** haproxy_frontend_*: frontends, and the frontend side of `listen` sections. */
import { Counter, Shared } from '../../proxy/board.js';
import type { Family } from '../metric.js';
import type { Frontend } from '../scrape.js';

export const frontendFamily = {
  title: 'Frontends',
  labelNames: ['proxy'],
  subjects: (scrape) => scrape.frontends,
  labels: ({ entry }) => ({ proxy: entry.proxy.name }),
  metrics: [
    {
      name: 'haproxy_frontend_current_sessions',
      type: 'gauge',
      help: 'Sessions now.',
      value: ({ rows }, { board }) => board.shared(rows.shared, Shared.CURRENT_SESSIONS),
    },
    {
      name: 'haproxy_frontend_max_sessions',
      type: 'gauge',
      help: 'Most sessions at once so far.',
      value: ({ rows }, { board }) => board.shared(rows.shared, Shared.MAX_SESSIONS),
    },
    {
      name: 'haproxy_frontend_limit_sessions',
      type: 'gauge',
      help: 'maxconn of the frontend, or of the process.',
      value: ({ entry }, scrape) => scrape.frontendMaxconn(entry),
    },
    {
      name: 'haproxy_frontend_sessions_total',
      type: 'counter',
      help: 'Sessions begun.',
      value: ({ rows }, scrape) => scrape.sum(rows, Counter.SESSIONS_TOTAL),
    },
    {
      name: 'haproxy_frontend_bytes_in_total',
      type: 'counter',
      help: 'Bytes relayed from clients.',
      value: ({ rows }, scrape) => scrape.sum(rows, Counter.BYTES_IN),
    },
    {
      name: 'haproxy_frontend_bytes_out_total',
      type: 'counter',
      help: 'Bytes relayed to clients.',
      value: ({ rows }, scrape) => scrape.sum(rows, Counter.BYTES_OUT),
    },
    {
      name: 'haproxy_frontend_status',
      type: 'gauge',
      help: '1 for the state the frontend is in: UP while it accepts, DOWN during a soft stop.',
      per: { label: 'state', values: ['DOWN', 'UP'] },
      value: (_, { inventory }, state) => ((state === 'DOWN') === inventory.process.stopping ? 1 : 0),
    },
    {
      name: 'haproxy_frontend_current_session_rate',
      type: 'gauge',
      help: 'Sessions begun over the last second.',
      value: ({ rows }, { sampler }) => sampler.rate(rows.row, Counter.SESSIONS_TOTAL),
    },
    {
      name: 'haproxy_frontend_max_session_rate',
      type: 'gauge',
      help: 'The highest haproxy_frontend_current_session_rate so far.',
      value: ({ rows }, { sampler }) => sampler.peakRate(rows.row, Counter.SESSIONS_TOTAL),
    },
    {
      name: 'haproxy_frontend_connections_rate_max',
      type: 'gauge',
      help: 'Most connections accepted within a second so far.',
      value: ({ rows }, { sampler }) => sampler.peakRate(rows.row, Counter.CONNECTIONS_TOTAL),
    },
    {
      name: 'haproxy_frontend_connections_total',
      type: 'counter',
      help: 'Connections accepted.',
      value: ({ rows }, scrape) => scrape.sum(rows, Counter.CONNECTIONS_TOTAL),
    },
    {
      name: 'haproxy_frontend_internal_errors_total',
      type: 'counter',
      help: 'Sessions that failed for want of resources or by a fault of ours.',
      value: ({ rows }, scrape) => scrape.sum(rows, Counter.INTERNAL_ERRORS),
    },
  ],
} satisfies Family<Frontend>;
