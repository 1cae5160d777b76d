/** haproxy_server_*: servers of backends. */
import { Counter, Shared } from '../../proxy/board.js';
import type { Family } from '../metric.js';
import type { ServerOf } from '../scrape.js';
import { CHECK_STATES, SERVER_STATES, isChecked, serverState, serverWeight } from './server-state.js';

export const serverFamily = {
  title: 'Servers',
  labelNames: ['proxy', 'server'],
  subjects: (scrape) => scrape.servers,
  labels: ({ backend, entry }) => ({ proxy: backend.entry.proxy.name, server: entry.server.name }),
  metrics: [
    {
      name: 'haproxy_server_current_queue',
      type: 'gauge',
      help: 'Sessions that wait for this server, now.',
      value: ({ entry }, { board }) => board.shared(entry.rows.shared, Shared.CURRENT_QUEUE),
    },
    {
      name: 'haproxy_server_max_queue',
      type: 'gauge',
      help: 'Most sessions that waited at once so far.',
      value: ({ entry }, { board }) => board.shared(entry.rows.shared, Shared.MAX_QUEUE),
    },
    {
      name: 'haproxy_server_current_sessions',
      type: 'gauge',
      help: 'Sessions now, connecting ones included.',
      value: ({ entry }, { board }) => board.shared(entry.rows.shared, Shared.CURRENT_SESSIONS),
    },
    {
      name: 'haproxy_server_max_sessions',
      type: 'gauge',
      help: 'Most sessions at once so far.',
      value: ({ entry }, { board }) => board.shared(entry.rows.shared, Shared.MAX_SESSIONS),
    },
    {
      name: 'haproxy_server_limit_sessions',
      type: 'gauge',
      help: 'maxconn of the server, NaN when it has none.',
      value: ({ entry: { condition, server } }) => (condition.maxconn ?? server.maxconn) || NaN,
    },
    {
      name: 'haproxy_server_sessions_total',
      type: 'counter',
      help: 'Times a session was sent here, repeated attempts included.',
      value: ({ entry }, scrape) => scrape.sum(entry.rows, Counter.SESSIONS_TOTAL),
    },
    {
      name: 'haproxy_server_bytes_in_total',
      type: 'counter',
      help: 'Bytes relayed to the server.',
      value: ({ entry }, scrape) => scrape.sum(entry.rows, Counter.BYTES_IN),
    },
    {
      name: 'haproxy_server_bytes_out_total',
      type: 'counter',
      help: 'Bytes relayed from the server.',
      value: ({ entry }, scrape) => scrape.sum(entry.rows, Counter.BYTES_OUT),
    },
    {
      name: 'haproxy_server_connection_errors_total',
      type: 'counter',
      help: 'Sessions that could not be connected to the server and were given up.',
      value: ({ entry }, scrape) => scrape.sum(entry.rows, Counter.CONNECTION_ERRORS),
    },
    {
      name: 'haproxy_server_response_errors_total',
      type: 'counter',
      help: "Sessions that failed on the server's side once connected.",
      value: ({ entry }, scrape) => scrape.sum(entry.rows, Counter.RESPONSE_ERRORS),
    },
    {
      name: 'haproxy_server_retry_warnings_total',
      type: 'counter',
      help: 'Connection attempts repeated on this server.',
      value: ({ entry }, scrape) => scrape.sum(entry.rows, Counter.RETRIES),
    },
    {
      name: 'haproxy_server_redispatch_warnings_total',
      type: 'counter',
      help: 'Sessions moved away from this server after a failed connection.',
      value: ({ entry }, scrape) => scrape.sum(entry.rows, Counter.REDISPATCHES),
    },
    {
      name: 'haproxy_server_status',
      type: 'gauge',
      help: '1 for the state the server is in.',
      per: { label: 'state', values: SERVER_STATES },
      value: ({ entry }, { board }, state) => (serverState(entry, board) === state ? 1 : 0),
    },
    {
      name: 'haproxy_server_weight',
      type: 'gauge',
      help: 'Weight in force.',
      value: ({ entry }, { board }) => serverWeight(entry, board),
    },
    {
      name: 'haproxy_server_active',
      type: 'gauge',
      help: '1 for an active server, 0 for a backup server.',
      value: ({ entry }) => (entry.server.backup ? 0 : 1),
    },
    {
      name: 'haproxy_server_backup',
      type: 'gauge',
      help: '1 for a backup server, 0 for an active server.',
      value: ({ entry }) => (entry.server.backup ? 1 : 0),
    },
    {
      name: 'haproxy_server_check_failures_total',
      type: 'counter',
      help: 'Failed checks while the server was up; NaN without checks.',
      value: ({ entry }) => (entry.server.check === undefined ? NaN : entry.health.failures),
    },
    {
      name: 'haproxy_server_check_up_down_total',
      type: 'counter',
      help: 'Times failed checks took the server down; NaN without checks.',
      value: ({ entry }) => (entry.server.check === undefined ? NaN : entry.health.downTransitions),
    },
    {
      name: 'haproxy_server_check_last_change_seconds',
      type: 'gauge',
      help: "Whole seconds since the server's state changed.",
      value: ({ entry }, scrape) => scrape.secondsSince(entry.health.lastChangeMs),
    },
    {
      name: 'haproxy_server_downtime_seconds_total',
      type: 'counter',
      help: 'Whole seconds the server was DOWN or in maintenance; NaN without checks.',
      value: ({ entry }, scrape) => {
        if (entry.server.check === undefined) return NaN;
        const state = serverState(entry, scrape.board);
        const down = state === 'DOWN' || state === 'MAINT';
        const sinceMs = down ? Math.max(0, scrape.nowMs - entry.health.lastChangeMs) : 0;
        return Math.floor((entry.health.downtimeMs + sinceMs) / 1000);
      },
    },
    {
      name: 'haproxy_server_loadbalanced_total',
      type: 'counter',
      help: 'Times the balancing algorithm chose this server.',
      value: ({ entry }, scrape) => scrape.sum(entry.rows, Counter.LOADBALANCED),
    },
    {
      name: 'haproxy_server_current_session_rate',
      type: 'gauge',
      help: 'Sessions sent here over the last second.',
      value: ({ entry }, { sampler }) => sampler.rate(entry.rows.row, Counter.SESSIONS_TOTAL),
    },
    {
      name: 'haproxy_server_max_session_rate',
      type: 'gauge',
      help: 'The highest haproxy_server_current_session_rate so far.',
      value: ({ entry }, { sampler }) => sampler.peakRate(entry.rows.row, Counter.SESSIONS_TOTAL),
    },
    {
      name: 'haproxy_server_check_status',
      type: 'gauge',
      help: '1 for the result of the last check; checked servers only.',
      per: { label: 'state', values: CHECK_STATES },
      value: ({ entry }, { board }, state) => (isChecked(entry, board) ? (entry.health.status === state ? 1 : 0) : undefined),
    },
    {
      name: 'haproxy_server_check_code',
      type: 'gauge',
      help: 'Code of layer 5 to 7 of the last check, 0 for checks of layer 4; checked servers only.',
      value: ({ entry }, { board }) => (isChecked(entry, board) ? 0 : undefined),
    },
    {
      name: 'haproxy_server_check_duration_seconds',
      type: 'gauge',
      help: 'Duration of the last check; checked servers only.',
      value: ({ entry }, { board }) => (isChecked(entry, board) ? entry.health.durationMs / 1000 : undefined),
    },
    {
      name: 'haproxy_server_client_aborts_total',
      type: 'counter',
      help: 'Sessions that the client broke off.',
      value: ({ entry }, scrape) => scrape.sum(entry.rows, Counter.CLIENT_ABORTS),
    },
    {
      name: 'haproxy_server_server_aborts_total',
      type: 'counter',
      help: 'Sessions that the server broke off.',
      value: ({ entry }, scrape) => scrape.sum(entry.rows, Counter.SERVER_ABORTS),
    },
    {
      name: 'haproxy_server_last_session_seconds',
      type: 'gauge',
      help: 'Whole seconds since a session was last sent here, −1 when none was.',
      value: ({ entry }, scrape) => scrape.secondsSinceLastSession(entry.rows),
    },
    {
      name: 'haproxy_server_queue_time_average_seconds',
      type: 'gauge',
      help: 'Mean time in the queue of the last 1,024 sessions.',
      value: ({ entry }, { sampler }) => sampler.meanTimeMs(entry.rows.row, Counter.QUEUE_TIME_MS) / 1000,
    },
    {
      name: 'haproxy_server_connect_time_average_seconds',
      type: 'gauge',
      help: 'Mean time to connect of the last 1,024 sessions.',
      value: ({ entry }, { sampler }) => sampler.meanTimeMs(entry.rows.row, Counter.CONNECT_TIME_MS) / 1000,
    },
    {
      name: 'haproxy_server_total_time_average_seconds',
      type: 'gauge',
      help: 'Mean duration of the last 1,024 sessions.',
      value: ({ entry }, { sampler }) => sampler.meanTimeMs(entry.rows.row, Counter.TOTAL_TIME_MS) / 1000,
    },
    {
      name: 'haproxy_server_connection_attempts_total',
      type: 'counter',
      help: 'Connections to the server that were attempted.',
      value: ({ entry }, scrape) => scrape.sum(entry.rows, Counter.CONNECTION_ATTEMPTS),
    },
    {
      name: 'haproxy_server_max_queue_time_seconds',
      type: 'gauge',
      help: 'Longest time in the queue so far.',
      value: ({ entry }, scrape) => scrape.maxSeconds(entry.rows, Counter.MAX_QUEUE_TIME_MS),
    },
    {
      name: 'haproxy_server_max_connect_time_seconds',
      type: 'gauge',
      help: 'Longest time to connect so far.',
      value: ({ entry }, scrape) => scrape.maxSeconds(entry.rows, Counter.MAX_CONNECT_TIME_MS),
    },
    {
      name: 'haproxy_server_max_total_time_seconds',
      type: 'gauge',
      help: 'Longest session so far.',
      value: ({ entry }, scrape) => scrape.maxSeconds(entry.rows, Counter.MAX_TOTAL_TIME_MS),
    },
    {
      name: 'haproxy_server_internal_errors_total',
      type: 'counter',
      help: 'Sessions that failed for want of resources or by a fault of ours.',
      value: ({ entry }, scrape) => scrape.sum(entry.rows, Counter.INTERNAL_ERRORS),
    },
    {
      name: 'haproxy_server_uweight',
      type: 'gauge',
      help: 'Weight as configured or set.',
      value: ({ entry }, { board }) => serverWeight(entry, board),
    },
  ],
} satisfies Family<ServerOf>;
