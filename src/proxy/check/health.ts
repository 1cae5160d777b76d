/**
 * `rise` and `fall`: consecutive results become a state.
 *
 * `health` runs from 0 to rise + fall − 1; the server is up from `rise` on. A passed check adds one while the server is
 * down and sets the maximum while it is up; a failed one takes one off while it is up and sets 0 while it is down. A server
 * starts up with `health` = rise: one failed check takes it down.
 * Source: configuration.txt, "rise", "fall".
 */
import type { Check } from '../../config/model.js';
import type { ServerHealth } from '../inventory.js';

export function isUp(health: ServerHealth, check: Check): boolean {
  return health.health >= check.rise;
}

/** Counts a result; the answer is what has changed. */
export function count(health: ServerHealth, check: Check, passed: boolean): 'up' | 'down' | undefined {
  const { rise, fall } = check;
  const wasUp = isUp(health, check);
  const best = rise + fall - 1;
  if (passed) {
    health.health = wasUp ? best : health.health + 1;
    if (wasUp || !isUp(health, check)) return undefined;
    health.health = best;
    return 'up';
  }
  if (!wasUp) {
    health.health = 0;
    return undefined;
  }
  health.failures += 1;
  health.health -= 1;
  if (isUp(health, check)) return undefined;
  health.health = 0;
  return 'down';
}

/** Keeps the state when `rise` or `fall` change with a reload. */
export function refit(health: ServerHealth, before: Check, after: Check): void {
  const best = after.rise + after.fall - 1;
  health.health = isUp(health, before)
    ? Math.min(Math.max(health.health - before.rise + after.rise, after.rise), best)
    : Math.min(health.health, after.rise - 1);
}
