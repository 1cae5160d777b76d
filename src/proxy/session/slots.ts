/**
 * The outbound slots of an engine: which are free, of what generation, and whose they are. The engine leaves these to
 * TypeScript (native.ts, "Slots"); the last one given back is the next one used, so that memory stays warm and small.
 */
export class OutboundSlots {
  readonly #first: number;
  readonly #generations: Int32Array;
  readonly #owners: Int32Array;
  readonly #free: Int32Array;
  #freeCount = 0;
  /** Slots from here on were never used. */
  #unused = 0;

  constructor(first: number, count: number) {
    this.#first = first;
    this.#generations = new Int32Array(count);
    this.#owners = new Int32Array(count);
    this.#free = new Int32Array(count);
  }

  /** A slot for `owner`; −1: all are in use. */
  take(owner: number): number {
    let index: number;
    if (this.#freeCount > 0) index = this.#free[--this.#freeCount]!;
    else if (this.#unused < this.#generations.length) index = this.#unused++;
    else return -1;
    if (this.#generations[index] === 0) this.#generations[index] = 1;
    this.#owners[index] = owner;
    return this.#first + index;
  }

  generation(slot: number): number {
    return this.#generations[slot - this.#first]!;
  }

  isOutbound(slot: number): boolean {
    return slot >= this.#first;
  }

  /** Whose the slot is; −1 when the generation is stale. */
  owner(slot: number, generation: number): number {
    const index = slot - this.#first;
    return this.#generations[index] === generation ? this.#owners[index]! : -1;
  }

  /** The slot has been closed: its generation grows, as it does in the engine. */
  release(slot: number): void {
    const index = slot - this.#first;
    this.#generations[index]! += 1;
    this.#free[this.#freeCount++] = index;
  }
}
