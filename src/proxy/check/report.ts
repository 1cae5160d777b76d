/** The lines that tell of a server's change of state, word for word as HAProxy's. */
import type { ProxyEntry, ServerEntry } from '../inventory.js';
import type { CheckResult } from './result.js';

/** What is left, after the change. */
export interface Remaining {
  active: number;
  backup: number;
  /** Sessions on the server. */
  sessions: number;
  /** Sessions that waited for the server and must look for another one. */
  requeued: number;
  /** Sessions that wait for any server of the backend. */
  queued: number;
}

export interface Change {
  proxy: ProxyEntry;
  entry: ServerEntry;
  to: 'up' | 'down';
  result: CheckResult;
  durationMs: number;
}

export function changeLine(change: Change, remaining: Remaining): string {
  const { proxy, entry, to, result, durationMs } = change;
  const { active, backup, sessions, requeued, queued } = remaining;
  const who = `${entry.server.backup ? 'Backup ' : ''}Server ${proxy.proxy.name}/${entry.server.name}`;
  const info = result.info === undefined ? '' : `, info: "${result.info}"`;
  const left = `${active} active and ${backup} backup servers ${to === 'up' ? 'online' : 'left'}.`;
  const running = active === 0 && backup > 0 ? ' Running on backup.' : '';
  const load =
    to === 'up'
      ? `${requeued} sessions requeued, ${queued} total in queue.`
      : `${sessions} sessions active, ${requeued} requeued, ${queued} remaining in queue.`;
  return (
    `${who} is ${to === 'up' ? 'UP' : 'DOWN'}, reason: ${result.reason}${info}, ` +
    `check duration: ${Math.floor(durationMs)}ms. ${left}${running} ${load}`
  );
}

/** A backend has lost its last server. The log has the name without quotes. */
export function noServerLines({ proxy }: ProxyEntry): { text: string; logText: string } {
  const kind = proxy.kind === 'backend' ? 'backend' : 'proxy';
  return {
    text: `${kind} '${proxy.name}' has no server available!`,
    logText: `${kind} ${proxy.name} has no server available!`,
  };
}
