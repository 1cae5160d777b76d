/**
 * The map of `hash-type map-based`: as many slots as the weights add up to, each server in as many of them as its
 * weight, spread out.
 *
 * Slot by slot every server gains its weight; the slot goes to the server that has gained the most whole totals (the
 * first in order among equals), which pays one total for it.
 * Source: configuration.txt, "hash-type", "map-based"; the order of the slots was found by hashing consecutive addresses.
 */
import type { Candidate } from './balancer.js';
import { WEIGHT_SCALE } from './weights.js';

export function weightMap(pool: readonly Candidate[]): Candidate[] {
  const weights = pool.map((candidate) => Math.ceil(candidate.weight() / WEIGHT_SCALE));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const gained = weights.map(() => 0);
  return Array.from({ length: total }, () => {
    let best = 0;
    let bestTotals = -Infinity;
    for (let i = 0; i < pool.length; i++) {
      gained[i] = (gained[i] as number) + (weights[i] as number);
      const totals = Math.floor((gained[i] as number) / total);
      if (totals > bestTotals) {
        best = i;
        bestTotals = totals;
      }
    }
    gained[best] = (gained[best] as number) - total;
    return pool[best] as Candidate;
  });
}
