/** What a session adds to the counters, at the moments HAProxy adds it. Columns: `Counter` in board.ts. */
import { Counter, TIME_BUCKETS_MS } from '../board.js';
import type { Counted } from '../plan/plan.js';
import type { Session } from './session.js';
import { Cause, causeOf, Stage, stageOf } from './step.js';

type Row = Counted<Session>;

/** A session begins on a frontend, a listener, a backend or a server. */
export function enter(row: Row): void {
  row.counters[Counter.CURRENT_SESSIONS]! += 1;
}

export function leave(row: Row): void {
  row.counters[Counter.CURRENT_SESSIONS]! -= 1;
}

export function count(row: Row, column: number): void {
  row.counters[column]! += 1;
}

/** What the way a session ended says about the backend and its server. */
export function countTermination(session: Session, row: Row): void {
  const cause = causeOf(session.code);
  const stage = stageOf(session.code);
  const { counters } = row;
  if (cause === Cause.CLIENT_TIMEOUT || (cause === Cause.CLIENT && stage === Stage.DATA)) counters[Counter.CLIENT_ABORTS]! += 1;
  if (stage === Stage.DATA) {
    if (cause === Cause.SERVER || cause === Cause.SERVER_TIMEOUT) counters[Counter.SERVER_ABORTS]! += 1;
    if (cause === Cause.SERVER) counters[Counter.RESPONSE_ERRORS]! += 1;
    return;
  }
  const clientGaveUp = cause === Cause.CLIENT || (cause === Cause.CLIENT_TIMEOUT && stage === Stage.QUEUE);
  if (!clientGaveUp && stage !== Stage.NONE && stage !== Stage.REQUEST) counters[Counter.CONNECTION_ERRORS]! += 1;
}

/** Times of a session that has ended; `row` is its frontend, backend or server. */
export function countTimes(session: Session, row: Row): void {
  const { counters } = row;
  const { waitMs, connectMs, totalMs } = session;
  if (waitMs >= 0) {
    observe(counters, Counter.QUEUE_HISTOGRAM, waitMs);
    if (waitMs > counters[Counter.MAX_QUEUE_TIME_MS]!) counters[Counter.MAX_QUEUE_TIME_MS] = waitMs;
  }
  observe(counters, Counter.SESSION_HISTOGRAM, totalMs);
  if (connectMs < 0) return;
  observe(counters, Counter.CONNECT_HISTOGRAM, connectMs);
  counters[Counter.TIMED_SESSIONS]! += 1;
  counters[Counter.QUEUE_TIME_MS]! += waitMs;
  counters[Counter.CONNECT_TIME_MS]! += connectMs;
  counters[Counter.TOTAL_TIME_MS]! += totalMs;
  if (connectMs > counters[Counter.MAX_CONNECT_TIME_MS]!) counters[Counter.MAX_CONNECT_TIME_MS] = connectMs;
  if (totalMs > counters[Counter.MAX_TOTAL_TIME_MS]!) counters[Counter.MAX_TOTAL_TIME_MS] = totalMs;
}

const BUCKETS = TIME_BUCKETS_MS.length + 1;

function observe(counters: Float64Array, histogram: number, ms: number): void {
  let bucket = 0;
  while (bucket < TIME_BUCKETS_MS.length && ms > TIME_BUCKETS_MS[bucket]!) bucket += 1;
  counters[histogram + bucket]! += 1;
  counters[histogram + BUCKETS]! += ms;
  counters[histogram + BUCKETS + 1]! += 1;
}
