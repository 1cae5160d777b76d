/**
 * `balance hash <expression>`: the hash of a sample designates the server. Servers take turns when there is no sample.
 * Source: configuration.txt, "balance", "hash".
 */
import type { Algorithm } from '../balancer.js';
import { createHashing } from '../hashing.js';

export const hash = {
  name: 'hash',
  create: (_balance, candidates, options) => createHashing(candidates, options.keyHash, options),
} satisfies Algorithm;
