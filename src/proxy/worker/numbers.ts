/**
 * Numbers for things that the engine knows by number: addresses of servers, targets of logs. The same thing keeps its
 * number for as long as the worker lives, whatever generation asks.
 */
export class Numbers<T> {
  readonly #numbers = new Map<string, number>();
  readonly #register: (id: number, thing: T) => void;

  /** `register` tells the engine of a new one. */
  constructor(register: (id: number, thing: T) => void) {
    this.#register = register;
  }

  of(thing: T): number {
    const key = JSON.stringify(thing);
    let id = this.#numbers.get(key);
    if (id === undefined) {
      id = this.#numbers.size;
      this.#register(id, thing);
      this.#numbers.set(key, id);
    }
    return id;
  }
}
