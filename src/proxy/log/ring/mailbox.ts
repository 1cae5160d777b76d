/**
 * The way of log lines from a worker to the rings, which live on the main thread: a queue in shared memory with one writer
 * and one reader. Bounded; nothing waits: what does not fit is dropped and counted.
 */

/** Words of the header. */
const Word = {
  /** Bytes written and read since the beginning, modulo 2³²: positions in the data are modulo its size. */
  WRITTEN: 0,
  READ: 1,
  /** 1: the reader has been told, and has not looked yet. */
  RUNG: 2,
} as const;

const HEADER_BYTES = 16;
/** A power of two. */
const DATA_BYTES = 1 << 18;
/** Before each line: the ring's number and the line's length, 32 bits each. */
const RECORD_HEADER_BYTES = 8;
/** In the place of a ring's number: what follows, to the end of the data, is unused. */
const SKIP = 0xffffffff;

/** A line and its header start at multiples of 8, so that a header never lies across the end. */
const aligned = (length: number): number => (length + 7) & ~7;

export function createMailbox(): SharedArrayBuffer {
  return new SharedArrayBuffer(HEADER_BYTES + DATA_BYTES);
}

interface View {
  readonly words: Int32Array;
  readonly data: Buffer;
}

function viewOf(mailbox: SharedArrayBuffer): View {
  return { words: new Int32Array(mailbox, 0, HEADER_BYTES / 4), data: Buffer.from(mailbox, HEADER_BYTES, DATA_BYTES) };
}

/** The worker's side. */
export class MailboxWriter {
  /** Lines are put together in the queue itself. */
  readonly bytes: Buffer;
  readonly #words: Int32Array;

  constructor(
    mailbox: SharedArrayBuffer,
    /** Tells the reader that there is something to read. */
    private readonly ring: () => void,
  ) {
    const { words, data } = viewOf(mailbox);
    this.bytes = data;
    this.#words = words;
  }

  /** Where a line of `length` bytes may be written; −1: there is no room. */
  allocate(length: number): number {
    const words = this.#words;
    const written = words[Word.WRITTEN]!;
    const used = (written - Atomics.load(words, Word.READ)) >>> 0;
    const need = RECORD_HEADER_BYTES + aligned(length);
    const at = written & (DATA_BYTES - 1);
    const toEnd = DATA_BYTES - at;
    if (need > (need > toEnd ? DATA_BYTES - used - toEnd : DATA_BYTES - used)) return -1;
    if (need <= toEnd) return at + RECORD_HEADER_BYTES;
    this.bytes.writeUInt32LE(SKIP, at);
    Atomics.store(words, Word.WRITTEN, (written + toEnd) | 0);
    return RECORD_HEADER_BYTES;
  }

  /** The line that was written where `allocate` said; `length` may be less than asked for. */
  send(number: number, offset: number, length: number): void {
    const words = this.#words;
    this.bytes.writeUInt32LE(number, offset - RECORD_HEADER_BYTES);
    this.bytes.writeUInt32LE(length, offset - RECORD_HEADER_BYTES + 4);
    Atomics.store(words, Word.WRITTEN, (words[Word.WRITTEN]! + RECORD_HEADER_BYTES + aligned(length)) | 0);
    if (Atomics.exchange(words, Word.RUNG, 1) === 0) this.ring();
  }
}

/** The main thread's side. */
export class MailboxReader {
  readonly #view: View;

  constructor(mailbox: SharedArrayBuffer) {
    this.#view = viewOf(mailbox);
  }

  /** Hands over every line; `line` is valid until `take` returns. */
  drain(take: (number: number, line: Buffer) => void): void {
    const { words, data } = this.#view;
    Atomics.store(words, Word.RUNG, 0);
    let read = words[Word.READ]!;
    while (read !== Atomics.load(words, Word.WRITTEN)) {
      const at = read & (DATA_BYTES - 1);
      const number = data.readUInt32LE(at);
      if (number === SKIP) {
        read = (read + DATA_BYTES - at) | 0;
      } else {
        const length = data.readUInt32LE(at + 4);
        const from = at + RECORD_HEADER_BYTES;
        take(number, data.subarray(from, from + length));
        read = (read + RECORD_HEADER_BYTES + aligned(length)) | 0;
      }
      Atomics.store(words, Word.READ, read);
    }
  }
}
