/** Bytes that can be told from any others: each stream is made from a seed and known by its checksum. */
import { createHash } from 'node:crypto';

const BLOCK_BYTES = 65_536;

/** A fast generator of uniform 32-bit words (mulberry32); the same seed gives the same words for ever. */
export function randomWords(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let word = Math.imul(state ^ (state >>> 15), state | 1);
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
    return (word ^ (word >>> 14)) >>> 0;
  };
}

/** An integer in [low, high]. */
export function randomInteger(next: () => number, low: number, high: number): number {
  return low + Math.floor((next() / 2 ** 32) * (high - low + 1));
}

/** `size` bytes of the seed's stream, in blocks. */
export function* byteBlocks(seed: number, size: number): Generator<Buffer> {
  const next = randomWords(seed);
  for (let done = 0; done < size; done += BLOCK_BYTES) {
    const words = new Uint32Array(BLOCK_BYTES / 4);
    for (let index = 0; index < words.length; index += 1) words[index] = next();
    yield Buffer.from(words.buffer, 0, Math.min(BLOCK_BYTES, size - done));
  }
}

/** The whole stream at once; for sizes that fit comfortably. */
export function someBytes(seed: number, size: number): Buffer {
  return Buffer.concat([...byteBlocks(seed, size)], size);
}

/** Takes chunks, answers with their number and checksum. */
export class Digest {
  readonly #hash = createHash('sha1');
  #size = 0;

  add(chunk: Uint8Array): void {
    this.#hash.update(chunk);
    this.#size += chunk.length;
  }

  get size(): number {
    return this.#size;
  }

  /** Ends the digest: '<size>:<sha1>'. */
  finish(): string {
    return `${this.#size}:${this.#hash.digest('hex')}`;
  }
}

/** What `Digest` answers for the seed's stream of that size. */
export function digestOf(seed: number, size: number): string {
  const digest = new Digest();
  for (const block of byteBlocks(seed, size)) digest.add(block);
  return digest.finish();
}
