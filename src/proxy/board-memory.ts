/**
 * The board's memory: who allocates its rows (the main thread), and how a worker and a reader look at them.
 * Shapes and columns: board.ts.
 */
import { COUNTER_COLUMNS, Counter, SEGMENT_BYTES, SEGMENT_ROWS, SHARED_COLUMNS, Shared, waitingBit } from './board.js';
import { GATE_WORDS, GateWord } from '../native.js';
import type { BoardReader, Rows } from './inventory.js';

/** Shared rows and gates are bounded; memory that is never touched costs nothing. */
const SHARED_ROWS = 65_536;
const GATES = 16_384;

/** What a worker needs to see the board. Crosses to the worker. */
export interface BoardShare {
  /** This worker's own segments of counters. */
  segments: SharedArrayBuffer[];
  sharedRows: SharedArrayBuffer;
  gates: SharedArrayBuffer;
}

/** The board as one worker sees it: its own rows of counters, and the rows shared by all. */
export class WorkerBoard {
  readonly shared: Int32Array;
  readonly gates: Int32Array;
  readonly #segments: Float64Array[];

  constructor(share: BoardShare) {
    this.shared = new Int32Array(share.sharedRows);
    this.gates = new Int32Array(share.gates);
    this.#segments = share.segments.map((segment) => new Float64Array(segment));
  }

  get segments(): readonly Float64Array[] {
    return this.#segments;
  }

  /** More rows than the segments hold have come into use. */
  addSegment(segment: SharedArrayBuffer): Float64Array {
    const columns = new Float64Array(segment);
    this.#segments.push(columns);
    return columns;
  }

  /** A view of one row of this worker's counters; it stays valid. */
  counters(row: number): Float64Array {
    const segment = this.#segments[Math.floor(row / SEGMENT_ROWS)];
    if (segment === undefined) throw new Error(`row ${row} of the board does not exist`);
    const start = (row % SEGMENT_ROWS) * COUNTER_COLUMNS;
    return segment.subarray(start, start + COUNTER_COLUMNS);
  }
}

/** What says how much there is now, and not how much there was. */
const LEVELS = new Set<number>([Counter.CURRENT_SESSIONS, Counter.CURRENT_QUEUE]);
const HIGHEST: readonly number[] = [Counter.MAX_QUEUE_TIME_MS, Counter.MAX_CONNECT_TIME_MS, Counter.MAX_TOTAL_TIME_MS];
const TOTALS: readonly number[] = Array.from({ length: COUNTER_COLUMNS }, (_, column) => column).filter(
  (column) => !LEVELS.has(column),
);

/** `clear counters`: the highest values, or all totals as well. By the one who counts in these segments, or when nobody does. */
export function clearCounters(segments: readonly Float64Array[], all: boolean): void {
  const columns = all ? TOTALS : HIGHEST;
  for (const segment of segments) {
    for (let row = 0; row < segment.length; row += COUNTER_COLUMNS) for (const column of columns) segment[row + column] = 0;
  }
}

/** First index of a shared row in `WorkerBoard.shared`. */
export function sharedBase(sharedRow: number): number {
  return sharedRow * SHARED_COLUMNS;
}

/** The main thread's side: allocates, sums, and takes a dead worker's share off the shared rows. */
export class BoardMemory implements BoardReader {
  readonly sharedRows = new SharedArrayBuffer(SHARED_ROWS * SHARED_COLUMNS * 4);
  readonly gates = new SharedArrayBuffer(GATES * GATE_WORDS * 4);
  readonly #shared = new Int32Array(this.sharedRows);
  readonly #gates = new Int32Array(this.gates);
  /** By worker number. A worker that takes the number of one that has ended goes on counting in its rows. */
  readonly #workers: (SharedArrayBuffer[] | undefined)[] = [];
  #segmentCount = 1;
  #rows = 0;
  #sharedCount = 0;
  #gateCount = 0;
  readonly #freeRows: number[] = [];
  readonly #freeShared: number[] = [];
  readonly #freeGates: number[] = [];

  /** A row of counters and a shared row; `gate` when connections are to be bounded. All zero. */
  allocate(options: { gate: boolean }): Rows {
    const row = this.#freeRows.pop() ?? this.#rows++;
    const shared = this.#freeShared.pop() ?? this.#sharedCount++;
    if (shared >= SHARED_ROWS) throw new Error(`more than ${SHARED_ROWS} proxies and servers`);
    this.#segmentCount = Math.max(this.#segmentCount, Math.floor(row / SEGMENT_ROWS) + 1);
    if (!options.gate) return { row, shared };
    const gate = this.#freeGates.pop() ?? this.#gateCount++;
    if (gate >= GATES) throw new Error(`more than ${GATES} frontends and listeners`);
    return { row, shared, gate };
  }

  /** Nobody counts there any more: the rows are zeroed and may be given to something else. */
  release(rows: Rows): void {
    for (const segments of this.#workers) {
      const segment = segments?.[Math.floor(rows.row / SEGMENT_ROWS)];
      if (segment !== undefined)
        new Float64Array(segment, (rows.row % SEGMENT_ROWS) * COUNTER_COLUMNS * 8, COUNTER_COLUMNS).fill(0);
    }
    const base = sharedBase(rows.shared);
    for (let column = 0; column < SHARED_COLUMNS; column++) Atomics.store(this.#shared, base + column, 0);
    this.#freeRows.push(rows.row);
    this.#freeShared.push(rows.shared);
    if (rows.gate !== undefined) {
      this.setGateLimit(rows.gate, 0);
      this.#freeGates.push(rows.gate);
    }
  }

  /** The memory of worker `worker`, made if it has none yet. */
  share(worker: number): BoardShare {
    this.grow(worker);
    return { segments: [...this.#workers[worker]!], sharedRows: this.sharedRows, gates: this.gates };
  }

  /** Segments that worker `worker` lacks for the rows allocated by now; they are its from now on. */
  grow(worker: number): SharedArrayBuffer[] {
    const segments = (this.#workers[worker] ??= []);
    const grown: SharedArrayBuffer[] = [];
    while (segments.length + grown.length < this.#segmentCount) grown.push(new SharedArrayBuffer(SEGMENT_BYTES));
    segments.push(...grown);
    return grown;
  }

  /**
   * Worker `worker` has ended without tidying up: the sessions it still counted as running, queued and holding places
   * are taken off the shared rows. Its totals stay.
   */
  reconcile(worker: number, rows: Iterable<Rows>): void {
    const segments = this.#workers[worker] ?? [];
    for (const { row, shared } of rows) {
      const segment = segments[Math.floor(row / SEGMENT_ROWS)];
      if (segment === undefined) continue;
      const counters = new Float64Array(segment, (row % SEGMENT_ROWS) * COUNTER_COLUMNS * 8, COUNTER_COLUMNS);
      const base = sharedBase(shared);
      Atomics.sub(this.#shared, base + Shared.CURRENT_SESSIONS, counters[Counter.CURRENT_SESSIONS]!);
      Atomics.sub(this.#shared, base + Shared.CURRENT_QUEUE, counters[Counter.CURRENT_QUEUE]!);
      Atomics.and(this.#shared, base + Shared.WAITING_WORKERS, ~waitingBit(worker));
      counters[Counter.CURRENT_SESSIONS] = 0;
      counters[Counter.CURRENT_QUEUE] = 0;
    }
  }

  /** `clear counters`, as far as nobody else counts there: what all workers share, and rows of workers that have ended. */
  clearCounters(all: boolean, running: ReadonlySet<number>): void {
    for (const [worker, segments = []] of this.#workers.entries()) {
      if (running.has(worker)) continue;
      clearCounters(
        segments.map((segment) => new Float64Array(segment)),
        all,
      );
    }
    for (let row = 0; row < this.#sharedCount; row++) {
      this.setShared(row, Shared.MAX_SESSIONS, 0);
      this.setShared(row, Shared.MAX_QUEUE, 0);
    }
  }

  sum(row: number, column: number): number {
    let total = 0;
    for (const value of this.#column(row, column)) total += value;
    return total;
  }

  max(row: number, column: number): number {
    let largest = 0;
    for (const value of this.#column(row, column)) if (value > largest) largest = value;
    return largest;
  }

  *#column(row: number, column: number): Generator<number> {
    const segment = Math.floor(row / SEGMENT_ROWS);
    const index = (row % SEGMENT_ROWS) * COUNTER_COLUMNS + column;
    for (const segments of this.#workers) {
      const buffer = segments?.[segment];
      if (buffer !== undefined) yield new Float64Array(buffer)[index]!;
    }
  }

  shared(sharedRow: number, column: number): number {
    return Atomics.load(this.#shared, sharedBase(sharedRow) + column);
  }

  setShared(sharedRow: number, column: number, value: number): void {
    Atomics.store(this.#shared, sharedBase(sharedRow) + column, value);
  }

  addShared(sharedRow: number, column: number, amount: number): void {
    Atomics.add(this.#shared, sharedBase(sharedRow) + column, amount);
  }

  /** 0 = unbounded. */
  setGateLimit(gate: number, limit: number): void {
    Atomics.store(this.#gates, gate * GATE_WORDS + GateWord.LIMIT, limit);
  }

  gateCurrent(gate: number): number {
    return Atomics.load(this.#gates, gate * GATE_WORDS + GateWord.CURRENT);
  }
}
