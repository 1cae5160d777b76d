/**
 * HAProxy's hash functions: `hash-type` and the converters `sdbm`, `djb2`, `wt6`, `crc32`. Bytes to an unsigned 32-bit number.
 * Source: configuration.txt, "hash-type"; each was held against HAProxy's converters on the same strings.
 */
import { crc32 as zlibCrc32 } from 'node:zlib';
import type { HashFunction } from '../config/model/balance.js';

export type ByteHash = (bytes: Uint8Array, begin: number, end: number) => number;

/** h · 65599 + byte, from 0. */
export const sdbm: ByteHash = (bytes, begin, end) => {
  let hash = 0;
  for (let at = begin; at < end; at++) hash = (Math.imul(hash, 65599) + bytes[at]!) | 0;
  return hash >>> 0;
};

/** h · 33 + byte, from 5381. */
export const djb2: ByteHash = (bytes, begin, end) => {
  let hash = 5381;
  for (let at = begin; at < end; at++) hash = (Math.imul(hash, 33) + bytes[at]!) | 0;
  return hash >>> 0;
};

/** Two words that take in each byte, turn by amounts that depend on them, and change places. */
export const wt6: ByteHash = (bytes, begin, end) => {
  let left = 0xa53c965a | 0;
  let right = 0x5ca6953a;
  let turnRight = 6;
  let turnLeft = 18;
  for (let at = begin; at < end; at++) {
    const byte = bytes[at]!;
    const taken = rotate(~(right + byte), turnRight);
    right = rotate(~(left ^ byte), turnLeft);
    left = taken;
    const mixed = (left >>> 16) ^ right;
    turnRight = mixed & 31;
    turnLeft = (mixed >>> 11) & 31;
  }
  return (left ^ right) >>> 0;
};

/** CRC-32 of Ethernet, gzip and PNG. */
export const crc32: ByteHash = (bytes, begin, end) => zlibCrc32(bytes.subarray(begin, end));

/** The bytes themselves, the last four of them, as a number in network order. */
export const none: ByteHash = (bytes, begin, end) => {
  let hash = 0;
  for (let at = Math.max(begin, end - 4); at < end; at++) hash = (hash << 8) | bytes[at]!;
  return hash >>> 0;
};

export const hashFunctions: Readonly<Record<HashFunction, ByteHash>> = { sdbm, djb2, wt6, crc32, none };

/** Bob Jenkins' full avalanche of a 32-bit number, times 1 − 2³⁰. */
export function avalanche(value: number): number {
  let a = (value + 0x7ed55d16 + (value << 12)) | 0;
  a = a ^ 0xc761c23c ^ (a >>> 19);
  a = (a + 0x165667b1 + (a << 5)) | 0;
  a = (a + 0xd3a2646c) ^ (a << 9);
  a = (a + 0xfd7046c5 + (a << 3)) | 0;
  a = a ^ 0xb55a4f09 ^ (a >>> 16);
  return (a - (a << 30)) >>> 0;
}

function rotate(word: number, left: number): number {
  return (word << left) | (word >>> ((32 - left) & 31));
}
