/** haproxy_backend_*: backends, and the backend side of `listen` sections. */
import { Counter, Shared } from '../../proxy/board.js';
import type { BoardReader } from '../../proxy/inventory.js';
import type { Family } from '../metric.js';
import type { Backend, Scrape } from '../scrape.js';
import { CHECK_STATES, SERVER_STATES, isChecked, isUsable, serverState, serverWeight } from './server-state.js';

export const backendFamily = {
  title: 'Backends',
  labelNames: ['proxy'],
  subjects: (scrape) => scrape.backends,
  labels: ({ entry }) => ({ proxy: entry.proxy.name }),
  metrics: [
    {
      name: 'haproxy_backend_current_queue',
      type: 'gauge',
      help: 'Sessions that wait for any server, now.',
      value: ({ rows }, { board }) => board.shared(rows.shared, Shared.CURRENT_QUEUE),
    },
    {
      name: 'haproxy_backend_max_queue',
      type: 'gauge',
      help: 'Most sessions that waited at once so far.',
      value: ({ rows }, { board }) => board.shared(rows.shared, Shared.MAX_QUEUE),
    },
    {
      name: 'haproxy_backend_current_sessions',
      type: 'gauge',
      help: 'Sessions now.',
      value: ({ rows }, { board }) => board.shared(rows.shared, Shared.CURRENT_SESSIONS),
    },
    {
      name: 'haproxy_backend_max_sessions',
      type: 'gauge',
      help: 'Most sessions at once so far.',
      value: ({ rows }, { board }) => board.shared(rows.shared, Shared.MAX_SESSIONS),
    },
    {
      name: 'haproxy_backend_limit_sessions',
      type: 'gauge',
      help: 'fullconn; without it a tenth of the maxconn of all frontends that lead here, at least 1.',
      value: ({ entry }, scrape) => scrape.fullconn(entry.proxy.name),
    },
    {
      name: 'haproxy_backend_sessions_total',
      type: 'counter',
      help: 'Sessions that came here.',
      value: ({ rows }, scrape) => scrape.sum(rows, Counter.SESSIONS_TOTAL),
    },
    {
      name: 'haproxy_backend_bytes_in_total',
      type: 'counter',
      help: 'Bytes relayed towards servers.',
      value: ({ rows }, scrape) => scrape.sum(rows, Counter.BYTES_IN),
    },
    {
      name: 'haproxy_backend_bytes_out_total',
      type: 'counter',
      help: 'Bytes relayed from servers.',
      value: ({ rows }, scrape) => scrape.sum(rows, Counter.BYTES_OUT),
    },
    {
      name: 'haproxy_backend_connection_errors_total',
      type: 'counter',
      help: 'Sessions for which no connection to a server could be had.',
      value: ({ rows }, scrape) => scrape.sum(rows, Counter.CONNECTION_ERRORS),
    },
    {
      name: 'haproxy_backend_response_errors_total',
      type: 'counter',
      help: "Sessions that failed on the server's side once connected.",
      value: ({ rows }, scrape) => scrape.sum(rows, Counter.RESPONSE_ERRORS),
    },
    {
      name: 'haproxy_backend_retry_warnings_total',
      type: 'counter',
      help: 'Connection attempts repeated on the same server.',
      value: ({ rows }, scrape) => scrape.sum(rows, Counter.RETRIES),
    },
    {
      name: 'haproxy_backend_redispatch_warnings_total',
      type: 'counter',
      help: 'Sessions moved to another server after a failed connection.',
      value: ({ rows }, scrape) => scrape.sum(rows, Counter.REDISPATCHES),
    },
    {
      name: 'haproxy_backend_status',
      type: 'gauge',
      help: '1 for the state the backend is in: DOWN when it has servers and none is usable.',
      per: { label: 'state', values: ['DOWN', 'UP'] },
      value: (backend, { board }, state) => ((state === 'UP') === isUp(backend, board) ? 1 : 0),
    },
    {
      name: 'haproxy_backend_weight',
      type: 'gauge',
      help: 'Sum of the weights in force of the usable active servers; without one, that of the first usable backup server.',
      value: backendWeight,
    },
    {
      name: 'haproxy_backend_active_servers',
      type: 'gauge',
      help: 'Active servers that are UP with a weight above 0.',
      value: ({ entry }, { board }) => entry.servers.filter((one) => !one.server.backup && isUsable(one, board)).length,
    },
    {
      name: 'haproxy_backend_backup_servers',
      type: 'gauge',
      help: 'Backup servers that are UP with a weight above 0.',
      value: ({ entry }, { board }) => entry.servers.filter((one) => one.server.backup && isUsable(one, board)).length,
    },
    {
      name: 'haproxy_backend_check_up_down_total',
      type: 'counter',
      help: 'Times the backend went DOWN.',
      value: ({ entry }) => entry.backendChange.downTransitions,
    },
    {
      name: 'haproxy_backend_check_last_change_seconds',
      type: 'gauge',
      help: "Whole seconds since the backend's state changed.",
      value: ({ entry }, scrape) => scrape.secondsSince(entry.backendChange.lastChangeMs),
    },
    {
      name: 'haproxy_backend_downtime_seconds_total',
      type: 'gauge',
      help: 'Whole seconds the backend was DOWN; NaN when it has no servers.',
      value: (backend, scrape) => {
        const { servers, backendChange } = backend.entry;
        if (servers.length === 0) return NaN;
        const sinceMs = isUp(backend, scrape.board) ? 0 : Math.max(0, scrape.nowMs - backendChange.lastChangeMs);
        return Math.floor((backendChange.downtimeMs + sinceMs) / 1000);
      },
    },
    {
      name: 'haproxy_backend_loadbalanced_total',
      type: 'counter',
      help: 'Times a server was chosen by the balancing algorithm.',
      value: ({ rows }, scrape) => scrape.sum(rows, Counter.LOADBALANCED),
    },
    {
      name: 'haproxy_backend_current_session_rate',
      type: 'gauge',
      help: 'Sessions that came here over the last second.',
      value: ({ rows }, { sampler }) => sampler.rate(rows.row, Counter.SESSIONS_TOTAL),
    },
    {
      name: 'haproxy_backend_max_session_rate',
      type: 'gauge',
      help: 'The highest haproxy_backend_current_session_rate so far.',
      value: ({ rows }, { sampler }) => sampler.peakRate(rows.row, Counter.SESSIONS_TOTAL),
    },
    {
      name: 'haproxy_backend_client_aborts_total',
      type: 'counter',
      help: 'Sessions that the client broke off.',
      value: ({ rows }, scrape) => scrape.sum(rows, Counter.CLIENT_ABORTS),
    },
    {
      name: 'haproxy_backend_server_aborts_total',
      type: 'counter',
      help: 'Sessions that the server broke off.',
      value: ({ rows }, scrape) => scrape.sum(rows, Counter.SERVER_ABORTS),
    },
    {
      name: 'haproxy_backend_last_session_seconds',
      type: 'gauge',
      help: 'Whole seconds since a session was last sent to a server, −1 when none was.',
      value: ({ rows }, scrape) => scrape.secondsSinceLastSession(rows),
    },
    {
      name: 'haproxy_backend_queue_time_average_seconds',
      type: 'gauge',
      help: 'Mean time in the queue of the last 1,024 sessions.',
      value: ({ rows }, { sampler }) => sampler.meanTimeMs(rows.row, Counter.QUEUE_TIME_MS) / 1000,
    },
    {
      name: 'haproxy_backend_connect_time_average_seconds',
      type: 'gauge',
      help: 'Mean time to connect to a server of the last 1,024 sessions.',
      value: ({ rows }, { sampler }) => sampler.meanTimeMs(rows.row, Counter.CONNECT_TIME_MS) / 1000,
    },
    {
      name: 'haproxy_backend_total_time_average_seconds',
      type: 'gauge',
      help: 'Mean duration of the last 1,024 sessions.',
      value: ({ rows }, { sampler }) => sampler.meanTimeMs(rows.row, Counter.TOTAL_TIME_MS) / 1000,
    },
    {
      name: 'haproxy_backend_connection_attempts_total',
      type: 'counter',
      help: 'Connections to servers that were attempted.',
      value: ({ rows }, scrape) => scrape.sum(rows, Counter.CONNECTION_ATTEMPTS),
    },
    {
      name: 'haproxy_backend_max_queue_time_seconds',
      type: 'gauge',
      help: 'Longest time in the queue so far.',
      value: ({ rows }, scrape) => scrape.maxSeconds(rows, Counter.MAX_QUEUE_TIME_MS),
    },
    {
      name: 'haproxy_backend_max_connect_time_seconds',
      type: 'gauge',
      help: 'Longest time to connect to a server so far.',
      value: ({ rows }, scrape) => scrape.maxSeconds(rows, Counter.MAX_CONNECT_TIME_MS),
    },
    {
      name: 'haproxy_backend_max_total_time_seconds',
      type: 'gauge',
      help: 'Longest session so far.',
      value: ({ rows }, scrape) => scrape.maxSeconds(rows, Counter.MAX_TOTAL_TIME_MS),
    },
    {
      name: 'haproxy_backend_internal_errors_total',
      type: 'counter',
      help: 'Sessions that failed for want of resources or by a fault of ours.',
      value: ({ rows }, scrape) => scrape.sum(rows, Counter.INTERNAL_ERRORS),
    },
    {
      name: 'haproxy_backend_uweight',
      type: 'gauge',
      help: 'As haproxy_backend_weight, of the weights as configured or set.',
      value: backendWeight,
    },
    {
      name: 'haproxy_backend_agg_server_status',
      type: 'gauge',
      help: 'Servers in each state.',
      per: { label: 'state', values: SERVER_STATES },
      value: serversInState,
    },
    {
      name: 'haproxy_backend_agg_server_check_status',
      type: 'gauge',
      help: 'The same; the name that haproxy_backend_agg_server_status had first.',
      per: { label: 'state', values: SERVER_STATES },
      value: serversInState,
    },
    {
      name: 'haproxy_backend_agg_check_status',
      type: 'gauge',
      help: 'Checked servers by the result of their last check.',
      per: { label: 'state', values: CHECK_STATES },
      value: serversByCheck,
    },
  ],
} satisfies Family<Backend>;

function isUp({ entry }: Backend, board: BoardReader): boolean {
  return entry.servers.length === 0 || entry.servers.some((one) => isUsable(one, board));
}

function backendWeight({ entry }: Backend, { board }: Scrape): number {
  const usable = entry.servers.filter((one) => isUsable(one, board));
  const active = usable.filter((one) => !one.server.backup);
  const counted = active.length > 0 ? active : usable.slice(0, 1);
  return counted.reduce((sum, one) => sum + serverWeight(one, board), 0);
}

/** A backend without servers has no such sample. */
function serversInState({ entry }: Backend, { board }: Scrape, state: string): number | undefined {
  if (entry.servers.length === 0) return undefined;
  return entry.servers.filter((one) => serverState(one, board) === state).length;
}

function serversByCheck({ entry }: Backend, { board }: Scrape, state: string): number | undefined {
  if (entry.servers.length === 0) return undefined;
  return entry.servers.filter((one) => one.health.status === state && isChecked(one, board)).length;
}
