/**
 * Addresses as text, from the words of an ACCEPTED event (network order as they lie in memory): `192.0.2.1`,
 * `2001:db8::1`, `::ffff:192.0.2.1`.
 * Source: RFC 5952 section 4, with the zero run of two or more groups that inet_ntop shortens.
 */
import type { TextBuffer } from './text-buffer.js';

const DOT = 0x2e;
const COLON = 0x3a;
const words = new Uint32Array(4);
const bytes = new Uint8Array(words.buffer);

export function writeIpv4(out: TextBuffer, a0: number): void {
  words[0] = a0;
  writeDotted(out, 0);
}

export function writeIpv6(out: TextBuffer, a0: number, a1: number, a2: number, a3: number): void {
  words[0] = a0;
  words[1] = a1;
  words[2] = a2;
  words[3] = a3;
  let runStart = -1;
  let runLength = 1;
  for (let group = 0; group < 8;) {
    let end = group;
    while (end < 8 && groupAt(end) === 0) end++;
    if (end - group > runLength) {
      runStart = group;
      runLength = end - group;
    }
    group = end + 1;
  }
  // ::a.b.c.d and ::ffff:a.b.c.d
  const mapped = runStart === 0 && (runLength === 6 || (runLength === 5 && groupAt(5) === 0xffff));
  for (let group = 0; group < 8; group++) {
    if (group === runStart) {
      out.byte(COLON);
      out.byte(COLON);
      group += runLength - 1;
      continue;
    }
    if (group > 0 && group !== runStart + runLength) out.byte(COLON);
    if (mapped && group === 6) {
      writeDotted(out, 12);
      return;
    }
    writeHex(out, groupAt(group));
  }
}

function groupAt(group: number): number {
  return ((bytes[2 * group] as number) << 8) | (bytes[2 * group + 1] as number);
}

function writeDotted(out: TextBuffer, from: number): void {
  for (let i = 0; i < 4; i++) {
    if (i > 0) out.byte(DOT);
    out.integer(bytes[from + i] as number);
  }
}

function writeHex(out: TextBuffer, value: number): void {
  let started = false;
  for (let shift = 12; shift >= 0; shift -= 4) {
    const digit = (value >> shift) & 15;
    if (digit === 0 && !started && shift > 0) continue;
    started = true;
    out.byte(digit < 10 ? 0x30 + digit : 0x57 + digit);
  }
}
