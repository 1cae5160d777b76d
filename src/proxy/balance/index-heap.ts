/**
 * A binary heap of small integers (candidate indexes) in a preallocated array: nothing is allocated after construction.
 * `before(a, b)` must be a strict total order that does not change while both are in the heap.
 */
export class IndexHeap {
  size = 0;
  private readonly items: Int32Array;

  constructor(
    capacity: number,
    private readonly before: (a: number, b: number) => boolean,
  ) {
    this.items = new Int32Array(capacity);
  }

  clear(): void {
    this.size = 0;
  }

  /** The first in order; −1 when empty. */
  top(): number {
    return this.size === 0 ? -1 : this.at(0);
  }

  push(item: number): void {
    let hole = this.size++;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (!this.before(item, this.at(parent))) break;
      this.items[hole] = this.at(parent);
      hole = parent;
    }
    this.items[hole] = item;
  }

  /** Takes the first in order out. Must not be called on an empty heap. */
  pop(): number {
    const first = this.at(0);
    const last = this.at(--this.size);
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= this.size) break;
      if (child + 1 < this.size && this.before(this.at(child + 1), this.at(child))) child++;
      if (!this.before(this.at(child), last)) break;
      this.items[hole] = this.at(child);
      hole = child;
    }
    this.items[hole] = last;
    return first;
  }

  private at(position: number): number {
    return this.items[position] as number;
  }
}
