/** haproxy_listener_*: one address of a `bind` line each. HAProxy has them only with `option socket-stats`; here they are free. */
import { Counter, Shared } from '../../proxy/board.js';
import type { Family } from '../metric.js';
import type { Listener, Scrape } from '../scrape.js';

export const listenerFamily = {
  title: 'Listeners',
  labelNames: ['proxy', 'listener'],
  subjects: (scrape) => scrape.listeners,
  labels: ({ frontend, name }) => ({ proxy: frontend.entry.proxy.name, listener: name }),
  metrics: [
    {
      name: 'haproxy_listener_current_sessions',
      type: 'gauge',
      help: 'Sessions now.',
      value: ({ entry }, { board }) => board.shared(entry.rows.shared, Shared.CURRENT_SESSIONS),
    },
    {
      name: 'haproxy_listener_max_sessions',
      type: 'gauge',
      help: 'Most sessions at once so far.',
      value: ({ entry }, { board }) => board.shared(entry.rows.shared, Shared.MAX_SESSIONS),
    },
    {
      name: 'haproxy_listener_limit_sessions',
      type: 'gauge',
      help: 'maxconn of the bind line, 0 when it has none.',
      value: ({ entry }) => entry.bind.maxconn ?? 0,
    },
    {
      name: 'haproxy_listener_sessions_total',
      type: 'counter',
      help: 'Sessions begun.',
      value: ({ entry }, scrape) => scrape.sum(entry.rows, Counter.SESSIONS_TOTAL),
    },
    {
      name: 'haproxy_listener_bytes_in_total',
      type: 'counter',
      help: 'Bytes relayed from clients.',
      value: ({ entry }, scrape) => scrape.sum(entry.rows, Counter.BYTES_IN),
    },
    {
      name: 'haproxy_listener_bytes_out_total',
      type: 'counter',
      help: 'Bytes relayed to clients.',
      value: ({ entry }, scrape) => scrape.sum(entry.rows, Counter.BYTES_OUT),
    },
    {
      name: 'haproxy_listener_status',
      type: 'gauge',
      help: '1 for the state the listener is in: OPEN, FULL (its own maxconn), WAITING (the maxconn of its frontend or of the process).',
      per: { label: 'state', values: ['WAITING', 'OPEN', 'FULL'] },
      value: (listener, scrape, state) => (listenerState(listener, scrape) === state ? 1 : 0),
    },
    {
      name: 'haproxy_listener_connections_total',
      type: 'counter',
      help: 'Connections accepted.',
      value: ({ entry }, scrape) => scrape.sum(entry.rows, Counter.CONNECTIONS_TOTAL),
    },
    {
      name: 'haproxy_listener_internal_errors_total',
      type: 'counter',
      help: 'Sessions that failed for want of resources or by a fault of ours.',
      value: ({ entry }, scrape) => scrape.sum(entry.rows, Counter.INTERNAL_ERRORS),
    },
  ],
} satisfies Family<Listener>;

export function listenerState({ frontend, entry }: Omit<Listener, 'name'>, scrape: Scrape): 'WAITING' | 'OPEN' | 'FULL' {
  const { board, inventory } = scrape;
  const { process } = inventory;
  if (reached(board.shared(entry.rows.shared, Shared.CURRENT_SESSIONS), entry.bind.maxconn)) return 'FULL';
  const frontendNow = board.shared(frontend.rows.shared, Shared.CURRENT_SESSIONS);
  const full = reached(frontendNow, scrape.frontendMaxconn(frontend.entry)) || reached(process.connections(), process.maxconn);
  return process.stopping || full ? 'WAITING' : 'OPEN';
}

/** No limit, or 0, is never reached. */
function reached(now: number, limit: number | undefined): boolean {
  return limit !== undefined && limit > 0 && now >= limit;
}
