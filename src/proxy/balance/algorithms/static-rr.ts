/**
 * `balance static-rr`: the servers take turns along the map of weights (weight-map.ts); changes of weight while a server is up
 * do not matter. Full servers are passed over.
 * Source: configuration.txt, "balance", "static-rr".
 */
import type { Algorithm } from '../balancer.js';
import { MapHashing } from '../hashing.js';

export const staticRr = {
  name: 'static-rr',
  create: (_balance, candidates, options) => new MapHashing(candidates, () => -1, options),
} satisfies Algorithm;
