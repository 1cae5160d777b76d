import type { Inventory } from '../proxy/inventory.js';

/** Sum of an `EngineStat` column over all workers, those that have ended included: never shrinks when a worker dies. */
export function engineTotal(inventory: Inventory, column: number): number {
  let total = inventory.endedWorkers[column] ?? 0;
  for (const { stats } of inventory.workers) total += stats[column] ?? 0;
  return total;
}
