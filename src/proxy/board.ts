/**
 * The board: numbers that cross threads.
 *
 * - Rows of counters, Float64, one row per proxy side, listener and server **in each worker**: each row has one writer
 *   (that worker's TypeScript and engine), so nothing is locked; readers sum over the workers.
 * - Shared rows, Int32 with Atomics, one per proxy and server, for what the workers must agree on.
 *
 * A row number means the same in every worker and stays with its object (`frontend web`, `server web/s1`) over reloads.
 * Rows lie in segments of `SEGMENT_ROWS`; a worker's memory grows a segment at a time, untouched pages cost nothing.
 */
export const SEGMENT_ROWS = 1024;
export const COUNTER_COLUMNS = 96;
export const SEGMENT_BYTES = SEGMENT_ROWS * COUNTER_COLUMNS * 8;

/** Upper bounds of the time histograms in milliseconds; a last bucket takes the rest. */
export const TIME_BUCKETS_MS = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000, 60000, 3600000] as const;
const HISTOGRAM_COLUMNS = TIME_BUCKETS_MS.length + 1 + 2; // buckets, the rest, sum, count

/** Columns of a counter row. The first six are added to by the engine as the bytes move (addon/core/board.h has them too). */
export const Counter = {
  BYTES_IN: 0,
  BYTES_OUT: 1,
  BYTES_SPLICED_IN: 2,
  BYTES_SPLICED_OUT: 3,
  BYTES_COPIED_IN: 4,
  BYTES_COPIED_OUT: 5,
  /** Sessions now, this worker's share; what is left of it when a worker dies is taken off the shared rows. */
  CURRENT_SESSIONS: 6,
  CONNECTIONS_TOTAL: 7,
  SESSIONS_TOTAL: 8,
  CONNECTION_ERRORS: 9,
  RESPONSE_ERRORS: 10,
  RETRIES: 11,
  REDISPATCHES: 12,
  /** Times this server, or a server of this backend, was chosen. */
  LOADBALANCED: 13,
  CLIENT_ABORTS: 14,
  SERVER_ABORTS: 15,
  CONNECTION_ATTEMPTS: 16,
  CONNECTION_REUSES: 17,
  DENIED_CONNECTIONS: 18,
  DENIED_SESSIONS: 19,
  INTERNAL_ERRORS: 20,
  REQUEST_ERRORS: 21,
  /** CLOCK_REALTIME ms of the last session (0 = never). */
  LAST_SESSION_MS: 22,
  /** Sums over the last sessions are made from totals: ms in the queue, connecting, in all, and how many sessions. */
  QUEUE_TIME_MS: 23,
  CONNECT_TIME_MS: 24,
  TOTAL_TIME_MS: 25,
  MAX_QUEUE_TIME_MS: 26,
  MAX_CONNECT_TIME_MS: 27,
  MAX_TOTAL_TIME_MS: 28,
  TIMED_SESSIONS: 29,
  /** Sessions in the queue now, this worker's share; as CURRENT_SESSIONS. */
  CURRENT_QUEUE: 30,
  /** `tcp-request content reject`, and `tcp-response content reject`. */
  DENIED_REQUESTS: 31,
  DENIED_RESPONSES: 32 + 3 * HISTOGRAM_COLUMNS,
  /** Histograms: TIME_BUCKETS_MS.length + 1 buckets (not cumulative), sum in ms, count. */
  QUEUE_HISTOGRAM: 32,
  CONNECT_HISTOGRAM: 32 + HISTOGRAM_COLUMNS,
  SESSION_HISTOGRAM: 32 + 2 * HISTOGRAM_COLUMNS,
} as const;

export const SHARED_COLUMNS = 16;

/** Columns of a shared row, Int32, by Atomics only. */
export const Shared = {
  /** Of all workers. Server: sessions that hold a place on it, connecting ones included. */
  CURRENT_SESSIONS: 0,
  MAX_SESSIONS: 1,
  CURRENT_QUEUE: 2,
  MAX_QUEUE: 3,
  /** Server: `ServerState`. */
  STATE: 4,
  /** Server: weight as configured or as an operator changed it, 0–256. Written by the main thread alone, with `EFFECTIVE_WEIGHT`. */
  WEIGHT: 5,
  /** Server: bit w is set while worker w has sessions waiting for a place here (workers ≥ 31 share bit 31). Backend: the same for its own queue. */
  WAITING_WORKERS: 6,
  /** Backend: grows with every change of a server's state or weight; workers compare it before they choose. */
  EPOCH: 7,
  /** Server: weight in force, in sixteenths (0–4096): `WEIGHT`, less while the server starts slowly. */
  EFFECTIVE_WEIGHT: 8,
  /** Server: percent of its limit of sessions that are in force; 100 unless it starts slowly. */
  RAMP_PERCENT: 9,
  /** Sessions that begin: the second that is counted (CLOCK_REALTIME), how many in it, how many in the one before. */
  RATE_SECOND: 10,
  RATE_CURRENT: 11,
  RATE_PREVIOUS: 12,
  /** Numbers given out, see `Place.ticket`: to log lines of a frontend, to sessions of a generation. */
  TICKETS: 13,
  /** Server with `observe`: connections that failed since the last one that did not. */
  CONSECUTIVE_ERRORS: 14,
} as const;

/** Operational state of a server, as new sessions see it. NOLB: up, but its checks say that it is stopping. */
export const ServerState = { DOWN: 0, UP: 1, MAINTENANCE: 2, DRAIN: 3, NOLB: 4 } as const;

/** The bit of a worker in `Shared.WAITING_WORKERS`. */
export function waitingBit(worker: number): number {
  return 1 << Math.min(worker, 31);
}
