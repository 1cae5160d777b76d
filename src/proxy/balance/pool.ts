/**
 * Who takes part: the usable servers that are no backups; when there is none, the first usable backup alone.
 * Source: configuration.txt, "backup" (server option), "option allbackups".
 */
import type { Candidate } from './balancer.js';

export function members(candidates: readonly Candidate[]): Candidate[] {
  const active = candidates.filter((candidate) => !candidate.server.backup && candidate.usable());
  if (active.length > 0) return active;
  const backup = candidates.find((candidate) => candidate.server.backup && candidate.usable());
  return backup === undefined ? [] : [backup];
}

/** Below its `maxconn`, and nobody waits for this very server. */
export function hasPlace(candidate: Candidate): boolean {
  const { maxconn } = candidate.server;
  return maxconn === 0 || (candidate.queued() === 0 && candidate.sessions() < maxconn);
}
