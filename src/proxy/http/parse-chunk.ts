/**
 * Parses the line before a chunk: its size in hexadecimal, perhaps an extension, CRLF. RFC 9112 7.1. The chunk's bytes and the
 * CRLF behind them are not looked at here: they are relayed by count. Goes on where it stopped when more bytes come.
 */
import { CR, hexDigits, LF, SPACE, TAB, valueBytes } from './bytes.js';
import type { Fault } from './fault.js';
import { COMPLETE, FAULTY, INCOMPLETE } from './parse-head.js';

const SEMICOLON = 0x3b;
/** Digits of a size, leading zeros among them: 13 count to 2⁵², more than any chunk has. */
const MAX_DIGITS = 13;

const phases = { size: 0, padding: 1, extension: 2, lineEnd: 3 } as const;

export class ChunkParser {
  /** Bytes of the chunk; 0: it is the last, and trailers follow. */
  size = 0;
  /** The line is nothing but digits and CRLF: it can go on as it came. */
  plain = true;
  /** Behind the line, once it is complete; where the fault is otherwise. */
  position = 0;
  fault: Fault | undefined;

  #phase: (typeof phases)[keyof typeof phases] = phases.size;
  #digits = 0;

  restart(): void {
    this.size = 0;
    this.plain = true;
    this.position = 0;
    this.fault = undefined;
    this.#phase = phases.size;
    this.#digits = 0;
  }

  /** `bytes` from `begin` to `end`, with the same bytes before those that are new as the last time. */
  parse(bytes: Uint8Array, begin: number, end: number): typeof INCOMPLETE | typeof COMPLETE | typeof FAULTY {
    for (; begin + this.position < end; this.position += 1) {
      const byte = bytes[begin + this.position] ?? 0;
      if (this.#phase === phases.lineEnd) {
        if (byte !== LF) return this.#faulty('bare-cr');
        this.position += 1;
        return COMPLETE;
      }
      const fault = this.#phase === phases.size ? this.#sizeByte(byte) : this.#behindSize(byte);
      if (fault !== undefined) return this.#faulty(fault);
    }
    return INCOMPLETE;
  }

  #sizeByte(byte: number): Fault | undefined {
    const digit = hexDigits[byte] ?? -1;
    if (digit < 0) return this.#digits === 0 ? 'bad-chunk-size' : this.#behindSize(byte);
    if (this.#digits === MAX_DIGITS) return 'bad-chunk-size';
    this.#digits += 1;
    this.size = this.size * 16 + digit;
    return undefined;
  }

  /** White space may stand before an extension, and some servers fill the line up with it. */
  #behindSize(byte: number): Fault | undefined {
    if (byte === CR) {
      this.#phase = phases.lineEnd;
      return undefined;
    }
    if (byte === LF) return 'bare-lf';
    this.plain = false;
    if (this.#phase === phases.extension) return valueBytes[byte] === 1 ? undefined : 'bad-chunk-extension';
    if (byte === SEMICOLON) {
      this.#phase = phases.extension;
      return undefined;
    }
    this.#phase = phases.padding;
    return byte === SPACE || byte === TAB ? undefined : 'bad-chunk-size';
  }

  #faulty(fault: Fault): typeof FAULTY {
    this.fault = fault;
    return FAULTY;
  }
}
