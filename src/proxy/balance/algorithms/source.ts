/**
 * `balance source`: the client's address designates the server, as long as the set of usable servers stays the same.
 *
 * The address as a number (IPv6: its four words xored) is the hash, whatever the function of `hash-type` is; only its
 * `avalanche` matters. Clients without an address (unix sockets) take turns.
 * Source: configuration.txt, "balance", "source", "hash-type"; the hash was found by trying addresses.
 */
import { Family } from '../../../native.js';
import type { Algorithm, BalanceKey } from '../balancer.js';
import { createHashing } from '../hashing.js';

export const source = {
  name: 'source',
  create: (_balance, candidates, options) => createHashing(candidates, addressHash, options),
} satisfies Algorithm;

function addressHash({ family, a0, a1, a2, a3 }: BalanceKey): number {
  if (family === Family.UNIX) return -1;
  return hostOrder(family === Family.IPV6 ? a0 ^ a1 ^ a2 ^ a3 : a0);
}

const littleEndian = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

/** A word in network order as it lies in memory, as the unsigned number it means. */
function hostOrder(word: number): number {
  if (!littleEndian) return word >>> 0;
  return ((word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24)) >>> 0;
}
