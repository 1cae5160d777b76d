/**
 * `send-proxy` and `send-proxy-v2`: the header that goes before the traffic, written where it is sent from.
 * Source: proxy-protocol.txt, 2.1 and 2.2; configuration.txt, 5.2, "send-proxy", "proxy-v2-options".
 */
import { Family } from '../../../native.js';
import { crc32c } from './crc32c.js';
import { Command, FIXED_BYTES, SIGNATURE, Tlv, Transport } from './proxy-v2.js';

/** The addresses that a header tells of; as in `Session`. */
export interface Ends {
  /** `Family` of both; any other: not known. */
  readonly family: number;
  readonly source: Int32Array;
  readonly sourcePort: number;
  readonly destination: Int32Array;
  readonly destinationPort: number;
}

export interface Version2Options {
  /** A checksum over the header. */
  readonly crc32c: boolean;
  /** Byte string. */
  readonly uniqueId?: string;
  /** The checker speaks for itself, for no client. */
  readonly local?: boolean;
}

/** No header of ours is longer, without its unique ID. */
export const LONGEST_HEADER = 128;

/** Returns the end. */
export function writeVersion1(into: Buffer, at: number, ends: Ends): number {
  if (ends.family !== Family.IPV4 && ends.family !== Family.IPV6) return at + into.latin1Write('PROXY UNKNOWN\r\n', at);
  const six = ends.family === Family.IPV6;
  const text = six ? ipv6Text : ipv4Text;
  const line = `PROXY ${six ? 'TCP6' : 'TCP4'} ${text(ends.source)} ${text(ends.destination)} ${ends.sourcePort} ${ends.destinationPort}\r\n`;
  return at + into.latin1Write(line, at);
}

export function writeVersion2(into: Buffer, at: number, ends: Ends, options: Version2Options): number {
  let next = at + SIGNATURE.copy(into, at);
  const known = ends.family === Family.IPV4 || ends.family === Family.IPV6;
  into[next++] = 0x20 | (options.local === true || !known ? Command.LOCAL : Command.PROXY);
  into[next++] = !known ? Transport.UNSPEC : ends.family === Family.IPV4 ? Transport.TCP4 : Transport.TCP6;
  next += 2;
  if (known) {
    const words = ends.family === Family.IPV4 ? 1 : 4;
    for (let i = 0; i < words; i++) next = into.writeInt32LE(ends.source[i]!, next);
    for (let i = 0; i < words; i++) next = into.writeInt32LE(ends.destination[i]!, next);
    next = into.writeUInt16BE(ends.sourcePort, next);
    next = into.writeUInt16BE(ends.destinationPort, next);
  }
  let checksumAt = -1;
  if (options.crc32c) {
    next = writeTlvHead(into, next, Tlv.CRC32C, 4);
    checksumAt = next;
    next = into.writeUInt32BE(0, next);
  }
  if (options.uniqueId !== undefined) {
    next = writeTlvHead(into, next, Tlv.UNIQUE_ID, options.uniqueId.length);
    next += into.latin1Write(options.uniqueId, next);
  }
  into.writeUInt16BE(next - at - FIXED_BYTES, at + 14);
  if (checksumAt >= 0) into.writeUInt32BE(crc32c(into, at, next), checksumAt);
  return next;
}

function writeTlvHead(into: Buffer, at: number, type: number, length: number): number {
  into[at] = type;
  return into.writeUInt16BE(length, at + 1);
}

function ipv4Text(words: Int32Array): string {
  const word = words[0]!;
  return `${word & 255}.${(word >> 8) & 255}.${(word >> 16) & 255}.${word >>> 24}`;
}

/** As inet_ntop writes it: the longest run of zeros, at least two, is left out. */
function ipv6Text(words: Int32Array): string {
  const parts: number[] = [];
  for (let i = 0; i < 4; i++) {
    const word = words[i]!;
    parts.push(((word & 255) << 8) | ((word >> 8) & 255), (((word >> 16) & 255) << 8) | (word >>> 24));
  }
  let from = -1;
  let length = 1;
  for (let begin = 0; begin < 8; begin++) {
    let end = begin;
    while (end < 8 && parts[end] === 0) end += 1;
    if (end - begin > length) {
      from = begin;
      length = end - begin;
    }
    begin = end;
  }
  const hex = (some: number[]): string => some.map((part) => part.toString(16)).join(':');
  return from < 0 ? hex(parts) : `${hex(parts.slice(0, from))}::${hex(parts.slice(from + length))}`;
}
