/**
 * The PROXY protocol, version 2: binary, with TLVs.
 * Source: proxy-protocol.txt, 2.2. HAProxy takes over TCP over IPv4 and IPv6, and LOCAL; other families are refused.
 */
import { Family } from '../../../native.js';
import { crc32c } from './crc32c.js';
import { Outcome, type Preamble } from './preamble.js';

export const SIGNATURE = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1');
export const FIXED_BYTES = 16;

/** Commands, families and TLVs of the protocol. */
export const Command = { LOCAL: 0, PROXY: 1 } as const;
export const Transport = { UNSPEC: 0x00, TCP4: 0x11, TCP6: 0x21, UNIX_STREAM: 0x31 } as const;
export const Tlv = { ALPN: 0x01, AUTHORITY: 0x02, CRC32C: 0x03, NOOP: 0x04, UNIQUE_ID: 0x05, SSL: 0x20, NETNS: 0x30 } as const;

export function readVersion2(bytes: Buffer, begin: number, end: number, preamble: Preamble): number {
  if (end - begin < FIXED_BYTES) return Outcome.TRUNCATED;
  if (bytes.compare(SIGNATURE, 0, SIGNATURE.length, begin, begin + SIGNATURE.length) !== 0) return Outcome.STRANGE;
  const versionAndCommand = bytes[begin + 12]!;
  if (versionAndCommand >> 4 !== 2) return Outcome.STRANGE;
  const length = FIXED_BYTES + bytes.readUInt16BE(begin + 14);
  if (end - begin < length) return Outcome.TRUNCATED;
  preamble.length = length;
  const command = versionAndCommand & 15;
  if (command === Command.LOCAL) return Outcome.DONE;
  if (command !== Command.PROXY) return Outcome.INVALID;
  const transport = bytes[begin + 13];
  const family = transport === Transport.TCP4 ? Family.IPV4 : transport === Transport.TCP6 ? Family.IPV6 : 0;
  const addresses = family === Family.IPV4 ? 8 : 32;
  const tlvs = FIXED_BYTES + addresses + 4;
  if (family === 0 || length < tlvs) return Outcome.INVALID;
  preamble.readAddresses(bytes, begin + FIXED_BYTES, begin + FIXED_BYTES + addresses, family);
  preamble.tlvBegin = tlvs;
  preamble.tlvEnd = length;
  return tlvsFit(bytes, begin, preamble) ? Outcome.DONE : Outcome.INVALID;
}

/** Each TLV is whole, and a checksum, if there is one, is right. */
function tlvsFit(bytes: Buffer, begin: number, { tlvBegin, tlvEnd }: Preamble): boolean {
  const end = begin + tlvEnd;
  for (let at = begin + tlvBegin; at < end;) {
    if (end - at < 3) return false;
    const type = bytes[at]!;
    const length = bytes.readUInt16BE(at + 1);
    const value = at + 3;
    if (length > end - value) return false;
    if (type === Tlv.CRC32C && (length !== 4 || !checksumFits(bytes, begin, end, value))) return false;
    at = value + length;
  }
  return true;
}

/** The checksum is over the whole header, with zeros in its own place. */
function checksumFits(bytes: Buffer, begin: number, end: number, at: number): boolean {
  const expected = bytes.readUInt32BE(at);
  bytes.writeUInt32BE(0, at);
  const found = crc32c(bytes, begin, end);
  bytes.writeUInt32BE(expected, at);
  return found === expected;
}
