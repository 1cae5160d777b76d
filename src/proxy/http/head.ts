/**
 * The head of one message as offsets into the bytes it was parsed from: nothing is copied and nothing is allocated per message.
 * A head is made once for a connection and filled again by each message. All offsets count from the head's first byte.
 */
import { knownHeaders, type KnownHeader, headerNumbers } from './known-headers.js';

/** Numbers in `Head.headers` for each header. */
export const HEADER_WIDTH = 4;

export class Head {
  /** Of the bytes given to the parser, where the first line begins. */
  begin = 0;
  /** Behind the empty line. 0: not complete. */
  end = 0;
  /** The 1 or the 0 of HTTP/1.1 or HTTP/1.0. */
  minorVersion = 1;

  /** Of a request. The method begins at 0. */
  methodEnd = 0;
  targetBegin = 0;
  targetEnd = 0;

  /** Of a response. */
  status = 0;
  reasonBegin = 0;
  reasonEnd = 0;

  /** How many headers there are, and for each where its name begins and ends, where its value begins and ends. */
  count = 0;
  readonly headers: Int32Array;
  /** For each header the number of its name, 0 where it is not a known one. */
  readonly numbers: Uint8Array;
  /** For each header the next one with the same known name; -1: none. */
  readonly next: Int16Array;
  readonly #first = new Int16Array(knownHeaders.length + 1).fill(-1);
  readonly #last = new Int16Array(knownHeaders.length + 1).fill(-1);

  /** @param maxHeaders `tune.http.maxhdr` */
  constructor(readonly maxHeaders: number) {
    this.headers = new Int32Array(maxHeaders * HEADER_WIDTH);
    this.numbers = new Uint8Array(maxHeaders);
    this.next = new Int16Array(maxHeaders);
  }

  clear(begin: number): void {
    this.begin = begin;
    this.end = 0;
    this.count = 0;
    this.#first.fill(-1);
    this.#last.fill(-1);
  }

  /** The first header of this name, -1 where there is none; `next` leads to the others. */
  first(name: KnownHeader): number {
    return this.#first[headerNumbers[name]] ?? -1;
  }

  has(name: KnownHeader): boolean {
    return this.first(name) >= 0;
  }

  /** Adds a header of which only the name is known. The caller has made sure that there is room. */
  addName(number: number, nameBegin: number, nameEnd: number): void {
    const index = this.count;
    this.count = index + 1;
    this.headers[index * HEADER_WIDTH] = nameBegin;
    this.headers[index * HEADER_WIDTH + 1] = nameEnd;
    this.numbers[index] = number;
    this.next[index] = -1;
    if (number === 0) return;
    const last = this.#last[number] ?? -1;
    if (last < 0) this.#first[number] = index;
    else this.next[last] = index;
    this.#last[number] = index;
  }

  /** Gives the header added last its value. */
  setValue(valueBegin: number, valueEnd: number): void {
    const at = (this.count - 1) * HEADER_WIDTH;
    this.headers[at + 2] = valueBegin;
    this.headers[at + 3] = valueEnd;
  }
}
