/**
 * What a header before the traffic says of a connection: where it really comes from. One object is filled again and again.
 * Addresses are as in `Session`: four words in network order as they lie in memory, IPv4 in the first.
 */
import { Family } from '../../../native.js';

export const Outcome = {
  /** Understood; `length` bytes are not traffic. */
  DONE: 0,
  TRUNCATED: 1,
  INVALID: 2,
  /** Something else altogether. */
  STRANGE: 3,
  /** Well-formed, of a protocol that cannot be taken over. */
  UNHANDLED: 4,
} as const;

export class Preamble {
  length = 0;
  /** 0: it says nothing of addresses, those of the connection stay. */
  family = 0;
  readonly source = new Int32Array(4);
  sourcePort = 0;
  readonly destination = new Int32Array(4);
  destinationPort = 0;
  /** Where the TLVs of version 2 are, from the beginning of the header; 0, 0: there are none. */
  tlvBegin = 0;
  tlvEnd = 0;

  clear(): void {
    this.length = 0;
    this.family = 0;
    this.tlvBegin = 0;
    this.tlvEnd = 0;
  }

  /** Takes binary addresses, `bytes` each, and the ports behind them. */
  readAddresses(bytes: Buffer, at: number, portsAt: number, family: number): void {
    const size = family === Family.IPV4 ? 4 : 16;
    this.family = family;
    readWords(bytes, at, size, this.source);
    readWords(bytes, at + size, size, this.destination);
    this.sourcePort = bytes.readUInt16BE(portsAt);
    this.destinationPort = bytes.readUInt16BE(portsAt + 2);
  }
}

export function readWords(bytes: Buffer, at: number, size: number, words: Int32Array): void {
  words.fill(0);
  for (let i = 0; i < size / 4; i++) words[i] = bytes.readInt32LE(at + 4 * i);
}
