/**
 * What workers share about a server or a backend: how many sessions hold a place, how many wait, who waits.
 * A place outlives reloads: sessions of every generation take places and wait in the same line.
 */
import { Shared, ServerState, waitingBit } from '../board.js';
import { sharedBase } from '../board-memory.js';
import { Rate } from './rate.js';
import { WaitingLine, type Waiter } from './waiting-line.js';

export class Place<T extends Waiter<T> = never> {
  /** Sessions of this worker that wait here. */
  readonly line = new WaitingLine<T>();
  /** Its line is to be served at the end of this wake-up. */
  due = false;
  /** Of sessions that begin here. */
  readonly rate: Rate;
  readonly #shared: Int32Array;
  readonly #base: number;
  readonly #bit: number;

  constructor(shared: Int32Array, sharedRow: number, worker: number) {
    this.#shared = shared;
    this.#base = sharedBase(sharedRow);
    this.#bit = waitingBit(worker);
    this.rate = new Rate(shared, this.#base);
  }

  sessions(): number {
    return Atomics.load(this.#shared, this.#base + Shared.CURRENT_SESSIONS);
  }

  queued(): number {
    return Atomics.load(this.#shared, this.#base + Shared.CURRENT_QUEUE);
  }

  isUp(): boolean {
    return Atomics.load(this.#shared, this.#base + Shared.STATE) === ServerState.UP;
  }

  /** Sessions that are meant for it may come, drained or not. */
  isReachable(): boolean {
    const state = Atomics.load(this.#shared, this.#base + Shared.STATE);
    return state !== ServerState.DOWN && state !== ServerState.MAINTENANCE;
  }

  /** In sixteenths. */
  effectiveWeight(): number {
    return Atomics.load(this.#shared, this.#base + Shared.EFFECTIVE_WEIGHT);
  }

  /** Percent of the limit of sessions that are in force while the server starts slowly; 100 otherwise. */
  rampPercent(): number {
    return Atomics.load(this.#shared, this.#base + Shared.RAMP_PERCENT);
  }

  /** As an operator or the configuration set it. */
  configuredWeight(): number {
    return Atomics.load(this.#shared, this.#base + Shared.WEIGHT);
  }

  epoch(): number {
    return Atomics.load(this.#shared, this.#base + Shared.EPOCH);
  }

  /** Something that balancers know of the servers has changed. */
  renew(): void {
    Atomics.add(this.#shared, this.#base + Shared.EPOCH, 1);
  }

  /** One more connection to an observed server has failed. Returns how many in a row have. */
  countError(): number {
    return Atomics.add(this.#shared, this.#base + Shared.CONSECUTIVE_ERRORS, 1) + 1;
  }

  clearErrors(): void {
    Atomics.store(this.#shared, this.#base + Shared.CONSECUTIVE_ERRORS, 0);
  }

  /** One more session. Returns how many there are now. */
  enter(): number {
    const now = Atomics.add(this.#shared, this.#base + Shared.CURRENT_SESSIONS, 1) + 1;
    this.#raise(Shared.MAX_SESSIONS, now);
    return now;
  }

  /**
   * One more session unless there are `limit` (0 = no limit): workers race for the last place, one gets it. Who does not
   * get one has not been counted for an instant: another worker would take it for a place that is held and wait for its end.
   */
  tryEnter(limit: number): boolean {
    if (limit === 0) {
      this.enter();
      return true;
    }
    const index = this.#base + Shared.CURRENT_SESSIONS;
    let before = Atomics.load(this.#shared, index);
    while (before < limit) {
      const seen = Atomics.compareExchange(this.#shared, index, before, before + 1);
      if (seen === before) {
        this.#raise(Shared.MAX_SESSIONS, before + 1);
        return true;
      }
      before = seen;
    }
    return false;
  }

  /** Returns how many are left. */
  leave(): number {
    return Atomics.sub(this.#shared, this.#base + Shared.CURRENT_SESSIONS, 1) - 1;
  }

  /** `waiter` joins the line. Returns its position, of all workers. */
  wait(waiter: T): number {
    const position = Atomics.add(this.#shared, this.#base + Shared.CURRENT_QUEUE, 1) + 1;
    this.#raise(Shared.MAX_QUEUE, position);
    if (this.line.length === 0) Atomics.or(this.#shared, this.#base + Shared.WAITING_WORKERS, this.#bit);
    this.line.push(waiter);
    return position;
  }

  stopWaiting(waiter: T): void {
    this.line.remove(waiter);
    Atomics.sub(this.#shared, this.#base + Shared.CURRENT_QUEUE, 1);
    // Workers from the 32nd on share the last bit: it stays, and costs them a wake-up that finds nothing.
    if (this.line.length === 0 && this.#bit > 0) Atomics.and(this.#shared, this.#base + Shared.WAITING_WORKERS, ~this.#bit);
  }

  /** A number that nobody else gets: 0, 1, 2, … */
  ticket(): number {
    return Atomics.add(this.#shared, this.#base + Shared.TICKETS, 1) >>> 0;
  }

  /** Bit mask of the workers that have sessions waiting here. */
  waitingWorkers(): number {
    return Atomics.load(this.#shared, this.#base + Shared.WAITING_WORKERS);
  }

  #raise(column: number, value: number): void {
    const index = this.#base + column;
    let largest = Atomics.load(this.#shared, index);
    while (value > largest) {
      const seen = Atomics.compareExchange(this.#shared, index, largest, value);
      if (seen === largest) return;
      largest = seen;
    }
  }
}

/** The places of one worker, by shared row. */
export class Places<T extends Waiter<T>> {
  readonly #places = new Map<number, Place<T>>();

  constructor(
    readonly shared: Int32Array,
    readonly worker: number,
  ) {}

  at(sharedRow: number): Place<T> {
    let place = this.#places.get(sharedRow);
    if (place === undefined) {
      place = new Place<T>(this.shared, sharedRow, this.worker);
      this.#places.set(sharedRow, place);
    }
    return place;
  }

  /** Those with somebody in the line. */
  *waited(): Generator<Place<T>> {
    for (const place of this.#places.values()) if (place.line.length > 0) yield place;
  }
}
