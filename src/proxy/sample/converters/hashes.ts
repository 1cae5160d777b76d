/** Hashes to integers (`crc32`, `sdbm`, `xxh64`, …) and digests to bytes (`sha1`, `digest`, `hmac`). Source: configuration.txt, 7.3.1. */
import { createHash, createHmac } from 'node:crypto';
import { avalanche, crc32, djb2, sdbm, wt6, type ByteHash } from '../../hash.js';
import { bytesOfArgument, integerArgument, textArgument } from '../arguments.js';
import { asBytes } from '../casts.js';
import { bin, sint } from '../sample.js';
import { toSint, type Sint } from '../sint.js';
import type { Converter } from './converter.js';

/** An argument that is not 0 adds a full avalanche. */
const hash = (name: string, compute: ByteHash): Converter => ({
  name,
  compile(call) {
    const mixed = (integerArgument(call, 0) ?? 0) !== 0;
    return (sample) => {
      const bytes = Buffer.from(asBytes(sample), 'latin1');
      const value = compute(bytes, 0, bytes.length);
      return sint(mixed ? avalanche(value) : value);
    };
  },
});

/** An argument is the seed. */
const seeded = (name: string, compute: (bytes: Buffer, seed: number) => Sint): Converter => ({
  name,
  compile(call) {
    const seed = integerArgument(call, 0) ?? 0;
    return (sample) => sint(compute(Buffer.from(asBytes(sample), 'latin1'), seed));
  },
});

/** CRC-32C, Castagnoli's polynomial, reflected. */
const crc32c: ByteHash = (bytes, begin, end) => {
  let crc = 0xffffffff;
  for (let at = begin; at < end; at++) {
    crc ^= bytes[at]!;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f63b78 : 0);
  }
  return ~crc >>> 0;
};

/** Source: the xxHash specification, xxhash.com. */
function xxh32(bytes: Buffer, seed: number): number {
  const [one, two, three, four, five] = [2654435761, 2246822519, 3266489917, 668265263, 374761393];
  const turn = (value: number, by: number): number => (value << by) | (value >>> (32 - by));
  let at = 0;
  let sum: number;
  if (bytes.length >= 16) {
    const lanes = [(seed + one + two) | 0, (seed + two) | 0, seed | 0, (seed - one) | 0];
    for (; at + 16 <= bytes.length; at += 16) {
      for (let lane = 0; lane < 4; lane++) {
        const word = Math.imul(bytes.readInt32LE(at + 4 * lane), two);
        lanes[lane] = Math.imul(turn((lanes[lane]! + word) | 0, 13), one);
      }
    }
    sum = (turn(lanes[0]!, 1) + turn(lanes[1]!, 7) + turn(lanes[2]!, 12) + turn(lanes[3]!, 18)) | 0;
  } else {
    sum = (seed + five) | 0;
  }
  sum = (sum + bytes.length) | 0;
  for (; at + 4 <= bytes.length; at += 4) {
    sum = Math.imul(turn((sum + Math.imul(bytes.readInt32LE(at), three)) | 0, 17), four);
  }
  for (; at < bytes.length; at++) sum = Math.imul(turn((sum + Math.imul(bytes[at]!, five)) | 0, 11), one);
  sum = Math.imul(sum ^ (sum >>> 15), two);
  sum = Math.imul(sum ^ (sum >>> 13), three);
  return (sum ^ (sum >>> 16)) >>> 0;
}

function xxh64(bytes: Buffer, seed: number): Sint {
  const [one, two, three, four, five] = [
    11400714785074694791n,
    14029467366897019727n,
    1609587929392839161n,
    9650029242287828579n,
    2870177450012600261n,
  ];
  const wrap = (value: bigint): bigint => BigInt.asUintN(64, value);
  const turn = (value: bigint, by: bigint): bigint => wrap((value << by) | (value >> (64n - by)));
  const round = (lane: bigint, word: bigint): bigint => wrap(turn(wrap(lane + word * two), 31n) * one);
  const start = BigInt(seed);
  let at = 0;
  let sum: bigint;
  if (bytes.length >= 32) {
    const lanes = [wrap(start + one + two), wrap(start + two), wrap(start), wrap(start - one)];
    for (; at + 32 <= bytes.length; at += 32) {
      for (let lane = 0; lane < 4; lane++) lanes[lane] = round(lanes[lane]!, bytes.readBigUInt64LE(at + 8 * lane));
    }
    sum = wrap(turn(lanes[0]!, 1n) + turn(lanes[1]!, 7n) + turn(lanes[2]!, 12n) + turn(lanes[3]!, 18n));
    for (const lane of lanes) sum = wrap((sum ^ round(0n, lane)) * one + four);
  } else {
    sum = wrap(start + five);
  }
  sum = wrap(sum + BigInt(bytes.length));
  for (; at + 8 <= bytes.length; at += 8) sum = wrap(turn(sum ^ round(0n, bytes.readBigUInt64LE(at)), 27n) * one + four);
  if (at + 4 <= bytes.length) {
    sum = wrap(turn(sum ^ wrap(BigInt(bytes.readUInt32LE(at)) * one), 23n) * two + three);
    at += 4;
  }
  for (; at < bytes.length; at++) sum = wrap(turn(sum ^ wrap(BigInt(bytes[at]!) * five), 11n) * one);
  sum = wrap((sum ^ (sum >> 33n)) * two);
  sum = wrap((sum ^ (sum >> 29n)) * three);
  return toSint(sum ^ (sum >> 32n));
}

const digest = (bytes: string, algorithm: string): string =>
  createHash(algorithm).update(bytes, 'latin1').digest().toString('latin1');

export const hashes: readonly Converter[] = [
  hash('crc32', crc32),
  hash('crc32c', crc32c),
  hash('djb2', djb2),
  hash('sdbm', sdbm),
  hash('wt6', wt6),
  seeded('xxh32', xxh32),
  seeded('xxh64', xxh64),
  { name: 'sha1', compile: () => (sample) => bin(digest(asBytes(sample), 'sha1')) },
  {
    name: 'sha2',
    compile(call) {
      const algorithm = `sha${integerArgument(call, 0) ?? textArgument(call, 0) ?? '256'}`;
      return (sample) => bin(digest(asBytes(sample), algorithm));
    },
  },
  {
    name: 'digest',
    compile(call) {
      const algorithm = textArgument(call, 0) ?? 'sha256';
      return (sample) => bin(digest(asBytes(sample), algorithm));
    },
  },
  {
    name: 'hmac',
    compile(call) {
      const algorithm = textArgument(call, 0) ?? 'sha256';
      const keyOf = bytesOfArgument(call.arguments[1]);
      return (sample, subject) => {
        const key = keyOf(subject);
        if (key === undefined) return undefined;
        return bin(
          createHmac(algorithm, Buffer.from(key, 'base64')).update(asBytes(sample), 'latin1').digest().toString('latin1'),
        );
      };
    },
  },
];
