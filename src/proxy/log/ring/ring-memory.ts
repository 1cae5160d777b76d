/**
 * The lines of a ring. A new one takes the place of the oldest, unless a reader that is there still needs those: then the new
 * line is not taken.
 * Source: configuration.txt, 3.9, and what HAProxy 2.6 does.
 */

const LENGTH_BYTES = 4;

export class RingMemory {
  readonly #bytes: Buffer;
  /** Positions since the beginning; in memory they are modulo its size. */
  #oldest = 0;
  #end = 0;
  readonly #readers = new Set<RingReader>();
  constructor(readonly sizeBytes: number) {
    this.#bytes = Buffer.alloc(sizeBytes);
  }

  /** false: it found no room. */
  append(line: Uint8Array): boolean {
    const need = LENGTH_BYTES + line.length;
    while (this.#end + need - this.#oldest > this.sizeBytes) {
      if (need > this.sizeBytes || this.#isNeeded(this.#oldest)) return false;
      this.#oldest += LENGTH_BYTES + this.#lengthAt(this.#oldest);
    }
    const header = Buffer.allocUnsafe(LENGTH_BYTES);
    header.writeUInt32LE(line.length);
    this.#put(header, this.#end);
    this.#put(line, this.#end + LENGTH_BYTES);
    this.#end += need;
    return true;
  }

  /** Begins with the oldest line. */
  read(): RingReader {
    const reader: RingReader = {
      position: this.#oldest,
      present: false,
      next: () => {
        reader.position = Math.max(reader.position, this.#oldest);
        if (reader.position === this.#end) return undefined;
        const length = this.#lengthAt(reader.position);
        const line = this.#get(reader.position + LENGTH_BYTES, length);
        reader.position += LENGTH_BYTES + length;
        return line;
      },
      close: () => {
        this.#readers.delete(reader);
      },
    };
    this.#readers.add(reader);
    return reader;
  }

  #isNeeded(position: number): boolean {
    for (const reader of this.#readers) if (reader.present && reader.position <= position) return true;
    return false;
  }

  #lengthAt(position: number): number {
    return this.#get(position, LENGTH_BYTES).readUInt32LE();
  }

  #put(bytes: Uint8Array, position: number): void {
    const at = position % this.sizeBytes;
    const first = Math.min(bytes.length, this.sizeBytes - at);
    this.#bytes.set(bytes.subarray(0, first), at);
    this.#bytes.set(bytes.subarray(first), 0);
  }

  /** A copy, except where it lies in one piece: then it is valid until the next line comes. */
  #get(position: number, length: number): Buffer {
    const at = position % this.sizeBytes;
    const first = Math.min(length, this.sizeBytes - at);
    const head = this.#bytes.subarray(at, at + first);
    return first === length ? head : Buffer.concat([head, this.#bytes.subarray(0, length - first)]);
  }
}

export interface RingReader {
  position: number;
  /** Lines that it has not read are kept. */
  present: boolean;
  /** The next line, valid until another one is written; undefined: there is none. */
  next(): Buffer | undefined;
  close(): void;
}
