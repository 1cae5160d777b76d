/**
 * `send-proxy` and `send-proxy-v2`: the header that goes before the traffic, written where it is sent from.
 * Source: proxy-protocol.txt, 2.1 and 2.2; configuration.txt, 5.2, "send-proxy", "proxy-v2-options".
 */
import { Family } from '../../../native.js';
import { writeIpv4, writeIpv6 } from '../../log/address-text.js';
import { TextBuffer } from '../../log/text-buffer.js';
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

const SPACE = 0x20;
const line = new TextBuffer(LONGEST_HEADER);

/** Returns the end. */
export function writeVersion1(into: Buffer, at: number, ends: Ends): number {
  if (ends.family !== Family.IPV4 && ends.family !== Family.IPV6) return at + into.write('PROXY UNKNOWN\r\n', at, 'latin1');
  const six = ends.family === Family.IPV6;
  line.clear();
  line.text(six ? 'PROXY TCP6 ' : 'PROXY TCP4 ');
  for (const words of [ends.source, ends.destination]) {
    if (six) writeIpv6(line, words[0]!, words[1]!, words[2]!, words[3]!);
    else writeIpv4(line, words[0]!);
    line.byte(SPACE);
  }
  line.integer(ends.sourcePort);
  line.byte(SPACE);
  line.integer(ends.destinationPort);
  line.text('\r\n');
  return at + line.bytes.copy(into, at, 0, line.length);
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
    next += into.write(options.uniqueId, next, 'latin1');
  }
  into.writeUInt16BE(next - at - FIXED_BYTES, at + 14);
  if (checksumAt >= 0) into.writeUInt32BE(crc32c(into, at, next), checksumAt);
  return next;
}

function writeTlvHead(into: Buffer, at: number, type: number, length: number): number {
  into[at] = type;
  return into.writeUInt16BE(length, at + 1);
}
