/** Looks at the totals four times a second and keeps what a total alone cannot tell: rates, peaks, recent means. */
import { COUNTER_COLUMNS, Counter } from '../proxy/board.js';
import type { BoardReader, Inventory } from '../proxy/inventory.js';
import { EngineStat } from '../native.js';
import { Averages } from './averages.js';
import { engineTotal } from './engine-total.js';
import { RATE_TICK_MS, Rates } from './rates.js';

/** Times of which means are kept, in the order of `Averages.add`. */
const TIME_COLUMNS = [Counter.QUEUE_TIME_MS, Counter.CONNECT_TIME_MS, Counter.TOTAL_TIME_MS] as const;
export type TimeColumn = (typeof TIME_COLUMNS)[number];

/** Rates of the whole process. */
export type ProcessRate = 'connections' | 'sessions' | 'bytes-out';

export class Sampler {
  readonly #inventory: () => Inventory;
  readonly #rates = new Rates();
  readonly #averages = new Averages();
  /** Process-wide sessions, summed from the growth of frontends, which come and go. */
  #sessions = 0;
  readonly #frontendSessions = new Map<number, number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(inventory: () => Inventory) {
    this.#inventory = inventory;
  }

  /** Does not keep the process alive. */
  start(): void {
    this.tick(performance.now());
    this.#timer = setInterval(() => {
      this.tick(performance.now());
    }, RATE_TICK_MS);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** One look. `nowMs`: monotonic. */
  tick(nowMs: number): void {
    const inventory = this.#inventory();
    const { board } = inventory;
    this.#rates.begin(nowMs);
    this.#averages.begin();
    for (const entry of inventory.proxies) {
      if (entry.frontend !== undefined) {
        const { row } = entry.frontend;
        const sessions = board.sum(row, Counter.SESSIONS_TOTAL);
        this.#rates.add(rateKey(row, Counter.SESSIONS_TOTAL), sessions);
        this.#rates.add(rateKey(row, Counter.CONNECTIONS_TOTAL), board.sum(row, Counter.CONNECTIONS_TOTAL));
        const before = this.#frontendSessions.get(row) ?? 0;
        this.#sessions += sessions < before ? sessions : sessions - before;
        this.#frontendSessions.set(row, sessions);
      }
      if (entry.backend !== undefined) this.#look(board, entry.backend.row);
      for (const server of entry.servers) this.#look(board, server.rows.row);
    }
    this.#rates.add('connections', engineTotal(inventory, EngineStat.ACCEPTED));
    this.#rates.add('sessions', this.#sessions);
    this.#rates.add(
      'bytes-out',
      engineTotal(inventory, EngineStat.BYTES_SPLICED) + engineTotal(inventory, EngineStat.BYTES_COPIED),
    );
    this.#rates.end();
    this.#averages.end();
  }

  #look(board: BoardReader, row: number): void {
    this.#rates.add(rateKey(row, Counter.SESSIONS_TOTAL), board.sum(row, Counter.SESSIONS_TOTAL));
    this.#averages.add(row, board.sum(row, Counter.TIMED_SESSIONS), () => TIME_COLUMNS.map((column) => board.sum(row, column)));
  }

  /** Per second, over the last second. Column: SESSIONS_TOTAL of any row, CONNECTIONS_TOTAL of frontends. */
  rate(row: number, column: number): number {
    return this.#rates.current(rateKey(row, column));
  }

  /** The highest rate since the row was first seen. */
  peakRate(row: number, column: number): number {
    return this.#rates.peak(rateKey(row, column));
  }

  /** `clear counters`: the highest rates begin anew. */
  clearPeaks(): void {
    this.#rates.clearPeaks();
  }

  processRate(which: ProcessRate): number {
    return this.#rates.current(which);
  }

  processPeakRate(which: ProcessRate): number {
    return this.#rates.peak(which);
  }

  /** Mean over the last 1,024 sessions of a backend or server, in ms. */
  meanTimeMs(row: number, column: TimeColumn): number {
    return this.#averages.meanMs(row, TIME_COLUMNS.indexOf(column));
  }
}

function rateKey(row: number, column: number): number {
  return row * COUNTER_COLUMNS + column;
}
