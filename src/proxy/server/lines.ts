/** The lines that tell of a server's changes, word for word as HAProxy's. */
import { EventLevel } from '../log/event-log.js';
import type { ProxyEntry, ServerEntry } from '../inventory.js';

export interface ServerRef {
  proxy: ProxyEntry;
  entry: ServerEntry;
}

export interface ServerNotice {
  proxy: ProxyEntry;
  /** As standard error names it. */
  severity: 'warning' | 'alert';
  /** `EventLevel` of the line in the proxy's log. */
  level: number;
  /** For standard error. */
  text: string;
  /** For the log. */
  logText: string;
}

/** How things are once the change is in force. */
export interface Load {
  active: number;
  backup: number;
  /** Sessions on the server. */
  sessions: number;
  /** Sessions that waited for the server and must look for another one. */
  requeued: number;
  /** Sessions that wait for any server of the backend. */
  queued: number;
}

export function changeNotice({ proxy, entry }: ServerRef, what: string, level: number = EventLevel.NOTICE): ServerNotice {
  const who = `${entry.server.backup ? 'Backup ' : ''}Server ${proxy.proxy.name}/${entry.server.name}`;
  const text = `${who} ${what}`;
  return { proxy, severity: 'warning', level, text, logText: text };
}

/** Sessions go on where they are, or come back: the end of a line about a server that is up. */
export function onlineText({ active, backup, requeued, queued }: Load): string {
  return `${servers(active, backup, 'online')} ${requeued} sessions requeued, ${queued} total in queue.`;
}

/** The end of a line about a server that is down. */
export function leftText({ active, backup, sessions, requeued, queued }: Load): string {
  return (
    `${servers(active, backup, 'left')} ${sessions} sessions active, ${requeued} requeued, ` + `${queued} remaining in queue.`
  );
}

function servers(active: number, backup: number, word: 'online' | 'left'): string {
  const running = active === 0 && backup > 0 ? ' Running on backup.' : '';
  return `${active} active and ${backup} backup servers ${word}.${running}`;
}

/** A backend has lost its last server. The log has the name without quotes. */
export function noServerNotice(proxy: ProxyEntry): ServerNotice {
  const { name } = proxy.proxy;
  const kind = proxy.proxy.kind === 'backend' ? 'backend' : 'proxy';
  return {
    proxy,
    severity: 'alert',
    level: EventLevel.EMERG,
    text: `${kind} '${name}' has no server available!`,
    logText: `${kind} ${name} has no server available!`,
  };
}
