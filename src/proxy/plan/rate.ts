/**
 * How often something happens, of all workers: events within the last second, as HAProxy's frequency counters. The second
 * that runs counts whole, of the one before as much as still belongs to the last thousand milliseconds.
 */
import { Shared } from '../board.js';

export class Rate {
  readonly #shared: Int32Array;
  readonly #second: number;
  readonly #current: number;
  readonly #previous: number;

  /** `base`: where the shared row begins. */
  constructor(shared: Int32Array, base: number) {
    this.#shared = shared;
    this.#second = base + Shared.RATE_SECOND;
    this.#current = base + Shared.RATE_CURRENT;
    this.#previous = base + Shared.RATE_PREVIOUS;
  }

  /** One more, at `nowMs` of CLOCK_REALTIME. */
  count(nowMs: number): void {
    this.#turn(nowMs);
    Atomics.add(this.#shared, this.#current, 1);
  }

  perSecond(nowMs: number): number {
    this.#turn(nowMs);
    const passed = Math.floor(nowMs) % 1000;
    const previous = Atomics.load(this.#shared, this.#previous);
    return Atomics.load(this.#shared, this.#current) + Math.floor((previous * (1000 - passed)) / 1000);
  }

  /** A new second begins: one worker notes it. */
  #turn(nowMs: number): void {
    const second = Math.floor(nowMs / 1000) | 0;
    const before = Atomics.load(this.#shared, this.#second);
    if (second === before) return;
    if (Atomics.compareExchange(this.#shared, this.#second, before, second) !== before) return;
    const counted = Atomics.exchange(this.#shared, this.#current, 0);
    Atomics.store(this.#shared, this.#previous, second - before === 1 ? counted : 0);
  }
}
