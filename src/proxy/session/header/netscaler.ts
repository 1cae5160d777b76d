/**
 * The NetScaler Client IP insertion protocol: a magic number and a length, then the IP and TCP headers of the client's
 * packet.
 * Source: configuration.txt, 5.1, "accept-netscaler-cip".
 */
import { Family } from '../../../native.js';
import { Outcome, type Preamble } from './preamble.js';

const OLD_BYTES = 8;
const NEW_BYTES = 12;
const IPV4_BYTES = 20;
const IPV6_BYTES = 40;
const TCP = 6;

/**
 * The packet begins behind the eight bytes of the old form, or behind the twelve of the new one; nothing but the packet's own
 * version tells them apart.
 */
export function readNetscaler(bytes: Buffer, begin: number, end: number, magic: number, preamble: Preamble): number {
  const size = end - begin;
  if (size < NEW_BYTES) return Outcome.TRUNCATED;
  if (bytes.readUInt32BE(begin) !== magic) return Outcome.STRANGE;
  const old = isVersion(bytes[begin + OLD_BYTES]! >> 4);
  const fixed = old ? OLD_BYTES : NEW_BYTES;
  const length = fixed + (old ? bytes.readUInt32BE(begin + 4) : bytes.readUInt16BE(begin + 10));
  const packet = begin + fixed;
  const room = end - packet;
  if (room < 1 || size < length) return Outcome.TRUNCATED;
  const version = bytes[packet]! >> 4;
  if (version === 4) {
    const header = 4 * (bytes[packet]! & 15);
    if (room < IPV4_BYTES || room < header + 4) return Outcome.TRUNCATED;
    if (header < IPV4_BYTES || bytes[packet + 9] !== TCP) return Outcome.UNHANDLED;
    preamble.readAddresses(bytes, packet + 12, packet + header, Family.IPV4);
  } else if (version === 6) {
    if (room < IPV6_BYTES + 4) return Outcome.TRUNCATED;
    if (bytes[packet + 6] !== TCP) return Outcome.UNHANDLED;
    preamble.readAddresses(bytes, packet + 8, packet + IPV6_BYTES, Family.IPV6);
  } else {
    return Outcome.UNHANDLED;
  }
  preamble.length = length;
  return Outcome.DONE;
}

function isVersion(version: number): boolean {
  return version === 4 || version === 6;
}
