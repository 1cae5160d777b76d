/**
 * Headers that the proxy itself looks at. Each has a number, so that a head is asked for `Connection` by an index and not by
 * comparing names. Number 0 stands for every other name.
 */
import { lowerCase } from './bytes.js';

export const knownHeaders = [
  'connection',
  'content-length',
  'content-type',
  'cookie',
  'expect',
  'host',
  'keep-alive',
  'proxy-connection',
  'set-cookie',
  'te',
  'transfer-encoding',
  'upgrade',
  'x-forwarded-for',
] as const;

export type KnownHeader = (typeof knownHeaders)[number];

/** The number of each known header, from 1 on. */
export const headerNumbers = Object.fromEntries(knownHeaders.map((name, index) => [name, index + 1])) as Record<
  KnownHeader,
  number
>;

/** Of the table below: a power of two, more than twice the number of names. */
const SLOTS = 64;

/** Folds one more byte of a name, in lower case, into the hash of those before it. Starts from 0. */
export function hashByte(hash: number, byte: number): number {
  return (Math.imul(hash, 31) + byte) | 0;
}

const names: readonly Buffer[] = [Buffer.alloc(0), ...knownHeaders.map((name) => Buffer.from(name, 'latin1'))];
/** Open addressing: the number of a name, in the slot of its hash or in the next free one. 0: free. */
const slots = placeNames();

/** The number of the header whose name has this hash and stands at `begin` to `end`, in any case of letters; 0: not known. */
export function knownHeaderAt(hash: number, bytes: Uint8Array, begin: number, end: number): number {
  for (let slot = hash & (SLOTS - 1); ; slot = (slot + 1) & (SLOTS - 1)) {
    const number = slots[slot] ?? 0;
    if (number === 0 || isNamed(number, bytes, begin, end)) return number;
  }
}

function isNamed(number: number, bytes: Uint8Array, begin: number, end: number): boolean {
  const name = names[number];
  if (name?.length !== end - begin) return false;
  for (let at = 0; at < name.length; at += 1) {
    if (lowerCase[bytes[begin + at] ?? 0] !== name[at]) return false;
  }
  return true;
}

function placeNames(): Uint8Array {
  const placed = new Uint8Array(SLOTS);
  names.forEach((name, number) => {
    if (number === 0) return;
    let slot = name.reduce(hashByte, 0) & (SLOTS - 1);
    while (placed[slot] !== 0) slot = (slot + 1) & (SLOTS - 1);
    placed[slot] = number;
  });
  return placed;
}
