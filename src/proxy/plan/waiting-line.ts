/** Sessions that wait for a place, first come first served: an intrusive list, so that waiting allocates nothing. */
export interface Waiter<T> {
  nextWaiting: T | undefined;
  previousWaiting: T | undefined;
}

export class WaitingLine<T extends Waiter<T>> {
  first: T | undefined;
  length = 0;
  #last: T | undefined;

  push(waiter: T): void {
    waiter.previousWaiting = this.#last;
    waiter.nextWaiting = undefined;
    if (this.#last === undefined) this.first = waiter;
    else this.#last.nextWaiting = waiter;
    this.#last = waiter;
    this.length += 1;
  }

  /** `waiter` must be in this line. */
  remove(waiter: T): void {
    const { previousWaiting, nextWaiting } = waiter;
    if (previousWaiting === undefined) this.first = nextWaiting;
    else previousWaiting.nextWaiting = nextWaiting;
    if (nextWaiting === undefined) this.#last = previousWaiting;
    else nextWaiting.previousWaiting = previousWaiting;
    waiter.previousWaiting = undefined;
    waiter.nextWaiting = undefined;
    this.length -= 1;
  }
}
