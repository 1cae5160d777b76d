/**
 * A binary heap of small integers (candidate indexes) in preallocated arrays: nothing is allocated after construction.
 * `before(a, b)` must be a strict total order that does not change while both are in the heap.
 */
export class IndexHeap {
  size = 0;
  private readonly items: Int32Array;
  /** Where an item is; −1: not here. */
  private readonly positions: Int32Array;

  constructor(
    capacity: number,
    private readonly before: (a: number, b: number) => boolean,
  ) {
    this.items = new Int32Array(capacity);
    this.positions = new Int32Array(capacity).fill(-1);
  }

  /** The first in order; −1 when empty. */
  top(): number {
    return this.size === 0 ? -1 : this.at(0);
  }

  has(item: number): boolean {
    return (this.positions[item] as number) >= 0;
  }

  /** `item` must not be in the heap. */
  push(item: number): void {
    this.rise(this.size++, item);
  }

  /** Takes the first in order out. Must not be called on an empty heap. */
  pop(): number {
    const first = this.at(0);
    this.remove(first);
    return first;
  }

  /** Takes `item` out, if it is in. */
  remove(item: number): void {
    const hole = this.positions[item] as number;
    if (hole < 0) return;
    this.positions[item] = -1;
    const last = this.at(--this.size);
    if (last === item) return;
    if (hole > 0 && this.before(last, this.at((hole - 1) >> 1))) this.rise(hole, last);
    else this.sink(hole, last);
  }

  private rise(from: number, item: number): void {
    let hole = from;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (!this.before(item, this.at(parent))) break;
      this.put(hole, this.at(parent));
      hole = parent;
    }
    this.put(hole, item);
  }

  private sink(from: number, item: number): void {
    let hole = from;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= this.size) break;
      if (child + 1 < this.size && this.before(this.at(child + 1), this.at(child))) child++;
      if (!this.before(this.at(child), item)) break;
      this.put(hole, this.at(child));
      hole = child;
    }
    this.put(hole, item);
  }

  private put(position: number, item: number): void {
    this.items[position] = item;
    this.positions[item] = position;
  }

  private at(position: number): number {
    return this.items[position] as number;
  }
}
