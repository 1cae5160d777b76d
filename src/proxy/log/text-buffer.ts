/**
 * Text under construction in a buffer of fixed size, without strings in between. What does not fit is cut off: the
 * longest log line is bounded anyway.
 */
export class TextBuffer {
  /** Bytes written so far. */
  length = 0;
  readonly bytes: Buffer;

  constructor(capacity: number) {
    this.bytes = Buffer.alloc(capacity);
  }

  clear(): void {
    this.length = 0;
  }

  byte(code: number): void {
    if (this.length < this.bytes.length) this.bytes[this.length++] = code;
  }

  /** Byte strings: a character is a byte (names in a configuration are ASCII). */
  text(text: string): void {
    const end = Math.min(text.length, this.bytes.length - this.length);
    for (let i = 0; i < end; i++) this.bytes[this.length + i] = text.charCodeAt(i);
    this.length += end;
  }

  /** A whole number, negative ones too, up to 2⁵³. */
  integer(value: number): void {
    if (value < 0) {
      this.byte(MINUS);
      value = -value;
    }
    if (value < 10) {
      this.byte(ZERO + value);
      return;
    }
    const { bytes } = this;
    const width = digits(value);
    if (this.length + width > bytes.length) return;
    let at = this.length + width;
    this.length = at;
    while (value > 0x7fffffff) {
      const rest = Math.floor(value / 10);
      bytes[--at] = ZERO + (value - rest * 10);
      value = rest;
    }
    let small = value | 0;
    do {
      const rest = (small / 10) | 0;
      bytes[--at] = ZERO + (small - rest * 10);
      small = rest;
    } while (small > 0);
  }

  /** Byte strings with `"`, `\` and `]` behind a backslash. */
  escaped(text: string): void {
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === 0x22 || code === 0x5c || code === 0x5d) this.byte(0x5c);
      this.byte(code);
    }
  }

  /** A whole number below 2³² in upper-case hexadecimal, at least `width` digits. */
  hex(value: number, width: number): void {
    let digits = width;
    while (digits < 8 && value >= 16 ** digits) digits++;
    for (let shift = 4 * (digits - 1); shift >= 0; shift -= 4) this.#hexDigit((value >>> shift) & 15);
  }

  /** The four bytes of a word as they lie in memory. */
  hexWord(word: number): void {
    for (let shift = 0; shift < 32; shift += 8) this.hex((word >>> shift) & 255, 2);
  }

  hexBytes(bytes: readonly number[]): void {
    for (const byte of bytes) this.hex(byte, 2);
  }

  #hexDigit(digit: number): void {
    this.byte(digit < 10 ? ZERO + digit : 0x37 + digit);
  }

  /** `value` with leading zeros, `width` characters. */
  padded(value: number, width: number): void {
    if (this.length + width > this.bytes.length) return;
    for (let at = this.length + width - 1; at >= this.length; at--) {
      const rest = (value / 10) | 0;
      this.bytes[at] = ZERO + (value - rest * 10);
      value = rest;
    }
    this.length += width;
  }
}

const ZERO = 0x30;
const MINUS = 0x2d;

function digits(value: number): number {
  let width = 1;
  for (let bound = 10; value >= bound; bound *= 10) width++;
  return width;
}
