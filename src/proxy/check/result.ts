/**
 * What a check found out, in the words of HAProxy's statistics and logs.
 * Source: configuration.txt, "check" and management.txt, "show stat" (check_status); the texts as HAProxy logs them.
 */
import type { ConnectResult } from './connector.js';

export interface CheckResult {
  passed: boolean;
  status: 'L4OK' | 'L4TOUT' | 'L4CON' | 'SOCKERR';
  reason: string;
  /** What the system said. */
  info?: string;
}

/** `socketFamily`: 'unix' failures are those of a local socket. undefined: it says nothing about the server. */
export function readResult(result: ConnectResult, socketFamily: 'ip' | 'unix'): CheckResult | undefined {
  switch (result.outcome) {
    case 'connected':
      return { passed: true, status: 'L4OK', reason: 'Layer4 check passed' };
    case 'timeout':
      return { passed: false, status: 'L4TOUT', reason: 'Layer4 timeout' };
    case 'failed':
      if (OUT_OF_RESOURCES.has(result.code)) return undefined;
      return socketFamily === 'unix'
        ? {
            passed: false,
            status: 'SOCKERR',
            reason: 'Socket error',
            info: `General socket error (${systemText(result.code)})`,
          }
        : { passed: false, status: 'L4CON', reason: 'Layer4 connection problem', info: systemText(result.code) };
  }
}

/** We lack something, not the server. */
const OUT_OF_RESOURCES = new Set(['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM', 'EAGAIN', 'EADDRNOTAVAIL']);

/** As strerror() says it. */
const SYSTEM_TEXTS: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'Permission denied'],
  ['EADDRINUSE', 'Address already in use'],
  ['ECONNREFUSED', 'Connection refused'],
  ['ECONNRESET', 'Connection reset by peer'],
  ['EHOSTDOWN', 'Host is down'],
  ['EHOSTUNREACH', 'No route to host'],
  ['EINVAL', 'Invalid argument'],
  ['ENETDOWN', 'Network is down'],
  ['ENETUNREACH', 'Network is unreachable'],
  ['ENOENT', 'No such file or directory'],
  ['ENOTSOCK', 'Socket operation on non-socket'],
  ['EPERM', 'Operation not permitted'],
  ['EPROTOTYPE', 'Protocol wrong type for socket'],
  ['ETIMEDOUT', 'Connection timed out'],
]);

function systemText(code: string): string {
  return SYSTEM_TEXTS.get(code) ?? code;
}
