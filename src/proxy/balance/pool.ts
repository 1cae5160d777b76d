/**
 * Who takes part: the usable servers that are no backups; when there is none, the first usable backup alone, or, with
 * `option allbackups`, all of them.
 * Source: configuration.txt, "backup" (server option), "option allbackups".
 */
import type { Candidate } from './balancer.js';

export function members(candidates: readonly Candidate[], allBackups: boolean): Candidate[] {
  const active = candidates.filter((candidate) => !candidate.server.backup && candidate.usable());
  if (active.length > 0) return active;
  if (allBackups) return candidates.filter((candidate) => candidate.usable());
  const backup = candidates.find((candidate) => candidate.usable());
  return backup === undefined ? [] : [backup];
}

/** As many wait for this very server as may; never when nobody needs to wait, or all may. */
export function queueIsFull(candidate: Candidate): boolean {
  const most = candidate.queueLimit();
  return most > 0 && candidate.limit() > 0 && candidate.queued() >= most;
}

/** Below its limit of sessions, and nobody waits for this very server. */
export function hasPlace(candidate: Candidate): boolean {
  const limit = candidate.limit();
  return limit === 0 || (candidate.queued() === 0 && candidate.sessions() < limit);
}

/** The same, or, where the server has a `maxqueue`, there is room in its queue. */
export function hasPlaceOrQueue(candidate: Candidate): boolean {
  if (hasPlace(candidate)) return true;
  const queue = candidate.queueLimit();
  return queue > 0 && candidate.sessions() + candidate.queued() < candidate.limit() + queue;
}
