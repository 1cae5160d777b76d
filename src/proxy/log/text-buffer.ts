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
