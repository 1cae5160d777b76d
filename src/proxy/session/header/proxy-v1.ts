/**
 * The PROXY protocol, version 1: one line of text.
 * Source: proxy-protocol.txt, 2.1. As in HAProxy, a header comes whole with the first bytes or not at all; unlike there,
 * numbers that are too large are no addresses.
 */
import ipaddr from 'ipaddr.js';
import { Family } from '../../../native.js';
import { Outcome, type Preamble } from './preamble.js';

const SPACE = 0x20;
const CR = 0x0d;
const LF = 0x0a;
const DOT = 0x2e;
const COLON = 0x3a;

/** "PROXY " is there already. `end` bounds the bytes. */
export function readVersion1(bytes: Buffer, begin: number, end: number, preamble: Preamble): number {
  const at = begin + 'PROXY '.length;
  const protocol = bytes.toString('latin1', at, Math.min(end, at + 'UNKNOWN\r\n'.length));
  if (protocol.length < 'UNKNOWN\r\n'.length) return Outcome.TRUNCATED;
  if (protocol === 'UNKNOWN\r\n') {
    preamble.length = at + protocol.length - begin;
    return Outcome.DONE;
  }
  const line = new Line(bytes, at + 'TCP4 '.length, end);
  let read: (text: string, words: Int32Array) => boolean;
  if (protocol.startsWith('TCP4 ')) read = readIpv4;
  else if (protocol.startsWith('TCP6 ')) read = readIpv6;
  else return Outcome.UNHANDLED;
  const sourceGood = read(line.token(isAddressByte, SPACE), preamble.source);
  const destinationGood = read(line.token(isAddressByte, SPACE), preamble.destination);
  preamble.sourcePort = readPort(line.token(isDigit, SPACE));
  preamble.destinationPort = readPort(line.token(isDigit, CR));
  line.expect(LF);
  if (line.outcome !== Outcome.DONE) return line.outcome;
  if (!sourceGood || !destinationGood || preamble.sourcePort < 0 || preamble.destinationPort < 0) return Outcome.INVALID;
  preamble.family = read === readIpv4 ? Family.IPV4 : Family.IPV6;
  preamble.length = line.at - begin;
  return Outcome.DONE;
}

/** Cuts the line at its separators; the first thing that is wrong is the outcome. */
class Line {
  outcome: number = Outcome.DONE;

  constructor(
    readonly bytes: Buffer,
    public at: number,
    readonly end: number,
  ) {}

  token(belongs: (byte: number) => boolean, separator: number): string {
    const begin = this.at;
    if (this.outcome !== Outcome.DONE) return '';
    while (this.at < this.end && belongs(this.bytes[this.at]!)) this.at += 1;
    const token = this.bytes.toString('latin1', begin, this.at);
    this.expect(separator);
    return token;
  }

  expect(byte: number): void {
    if (this.outcome !== Outcome.DONE) return;
    if (this.at >= this.end) this.outcome = Outcome.TRUNCATED;
    else if (this.bytes[this.at] !== byte) this.outcome = Outcome.INVALID;
    this.at += 1;
  }
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function isAddressByte(byte: number): boolean {
  const lower = byte | 0x20;
  return isDigit(byte) || byte === DOT || byte === COLON || (lower >= 0x61 && lower <= 0x66);
}

function readPort(text: string): number {
  const port = text.length === 0 || text.length > 5 ? -1 : Number(text);
  return port <= 65535 ? port : -1;
}

function readIpv4(text: string, words: Int32Array): boolean {
  const parts = text.split('.');
  if (parts.length !== 4) return false;
  let word = 0;
  for (let i = 0; i < 4; i++) {
    const part = parts[i]!;
    if (!/^\d{1,3}$/.test(part) || Number(part) > 255) return false;
    word |= Number(part) << (8 * i);
  }
  words.fill(0);
  words[0] = word;
  return true;
}

function readIpv6(text: string, words: Int32Array): boolean {
  if (!ipaddr.IPv6.isValid(text)) return false;
  const { parts } = ipaddr.IPv6.parse(text);
  for (let i = 0; i < 4; i++) words[i] = swapped(parts[2 * i]!) | (swapped(parts[2 * i + 1]!) << 16);
  return true;
}

/** The two bytes of a number in network order, as they lie in memory. */
function swapped(part: number): number {
  return ((part & 0xff) << 8) | (part >> 8);
}
