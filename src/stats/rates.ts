/**
 * Rates per second out of totals, as HAProxy's statistics have them ("over the last second", and the highest ever).
 *
 * HAProxy counts every event in a sliding second. Here the totals are looked at four times a second, so that nothing is
 * paid on the data path: a rate is what the last four looks saw, over the time they really took. A burst shorter than a
 * quarter of a second counts in full in the peak; the current rate is at most a quarter of a second old.
 */
export const RATE_TICK_MS = 250;
const TICKS_PER_SECOND = 4;

interface Meter {
  /** Totals of the last looks, a ring of TICKS_PER_SECOND. */
  totals: Float64Array;
  next: number;
  current: number;
  peak: number;
  lastTick: number;
}

export class Rates {
  readonly #meters = new Map<string | number, Meter>();
  /** Times of the last looks, in ms; the same ring for all meters. */
  readonly #times = new Float64Array(TICKS_PER_SECOND);
  #tick = 0;
  #elapsedS = 1;

  /** Begins a look. `nowMs` is monotonic. Every total must then be given by `add`, once. */
  begin(nowMs: number): void {
    const slot = this.#tick % TICKS_PER_SECOND;
    // The oldest look of the ring is the one that is overwritten. Before the ring is full, a second is a second.
    const oldest = this.#times[slot] ?? 0;
    this.#elapsedS = this.#tick < TICKS_PER_SECOND ? 1 : Math.max((nowMs - oldest) / 1000, 0.001);
    this.#times[slot] = nowMs;
    this.#tick++;
  }

  /** Gives the total of one meter in this look. A total that has shrunk starts anew. Returns the current rate. */
  add(key: string | number, total: number): number {
    let meter = this.#meters.get(key);
    const last = meter === undefined ? 0 : (meter.totals[(meter.next + TICKS_PER_SECOND - 1) % TICKS_PER_SECOND] ?? 0);
    if (meter === undefined || total < last) {
      // A new object counts from nothing; at the first look of all, what came before is not of the last second.
      const start = this.#tick === 1 || meter !== undefined ? total : 0;
      meter = {
        totals: new Float64Array(TICKS_PER_SECOND).fill(start),
        next: 0,
        current: 0,
        peak: meter?.peak ?? 0,
        lastTick: 0,
      };
      this.#meters.set(key, meter);
    }
    meter.current = Math.round((total - (meter.totals[meter.next] ?? 0)) / this.#elapsedS);
    if (meter.current > meter.peak) meter.peak = meter.current;
    meter.totals[meter.next] = total;
    meter.next = (meter.next + 1) % TICKS_PER_SECOND;
    meter.lastTick = this.#tick;
    return meter.current;
  }

  /** Ends a look: meters that were not given are of objects that are gone. */
  end(): void {
    for (const [key, meter] of this.#meters) if (meter.lastTick !== this.#tick) this.#meters.delete(key);
  }

  clearPeaks(): void {
    for (const meter of this.#meters.values()) meter.peak = 0;
  }

  current(key: string | number): number {
    return this.#meters.get(key)?.current ?? 0;
  }

  peak(key: string | number): number {
    return this.#meters.get(key)?.peak ?? 0;
  }
}
