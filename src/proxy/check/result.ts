/**
 * What a check found out, in the words of HAProxy's statistics and logs.
 * Source: management.txt, "show stat" (check_status, check_desc); the texts as HAProxy logs them.
 */
import { CheckVerdict } from '../server/condition.js';
import type { ConnectResult } from './connector.js';

/** Each status of a check, and how the logs call it. */
export const STATUS_TEXTS = {
  SOCKERR: 'Socket error',
  L4OK: 'Layer4 check passed',
  L4TOUT: 'Layer4 timeout',
  L4CON: 'Layer4 connection problem',
  L6OK: 'Layer6 check passed',
  L6TOUT: 'Layer6 timeout',
  L6RSP: 'Layer6 invalid response',
  L7TOUT: 'Layer7 timeout',
  L7RSP: 'Layer7 invalid response',
  L7OK: 'Layer7 check passed',
  L7OKC: 'Layer7 check conditionally passed',
  L7STS: 'Layer7 wrong status',
  PROCERR: 'External check error',
  PROCTOUT: 'External check timeout',
  PROCOK: 'External check passed',
  HANA: 'Health analyze',
} as const;

export type CheckStatus = keyof typeof STATUS_TEXTS;

export interface CheckResult {
  /** `CheckVerdict`. */
  verdict: number;
  status: CheckStatus;
  /** Of the protocol, e.g. 421 of SMTP. */
  code?: number;
  /** What the system or the server said. */
  info?: string;
}

/** What is told of a check is cut off there, as in HAProxy. */
const LONGEST_INFO = 127;

const PASSED: ReadonlySet<CheckStatus> = new Set(['L4OK', 'L6OK', 'L7OK', 'PROCOK']);

export function resultOf(status: CheckStatus, more: { code?: number | undefined; info?: string | undefined } = {}): CheckResult {
  const verdict = PASSED.has(status) ? CheckVerdict.PASSED : status === 'L7OKC' ? CheckVerdict.CONDITIONAL : CheckVerdict.FAILED;
  const { code } = more;
  const info = more.info?.slice(0, LONGEST_INFO);
  return { verdict, status, ...(code !== undefined && { code }), ...(info !== undefined && info !== '' && { info }) };
}

export const passed = ({ verdict }: CheckResult): boolean => verdict !== CheckVerdict.FAILED;

export const isConditional = ({ verdict }: CheckResult): boolean => verdict === CheckVerdict.CONDITIONAL;

/** Those that tell a code, 0 when there is none. */
const CODED: ReadonlySet<CheckStatus> = new Set(['L7OK', 'L7OKC', 'L7STS', 'PROCERR', 'PROCTOUT', 'PROCOK']);

/** What follows `is UP` or `is DOWN` in the line about it. */
export function reasonText(result: CheckResult, durationMs: number): string {
  return `, ${resultText(result, durationMs)}`;
}

export function resultText({ status, code = 0, info }: CheckResult, durationMs: number): string {
  const coded = CODED.has(status) ? `, code: ${code}` : '';
  const said = info === undefined ? '' : `, info: "${printable(info)}"`;
  const took = status === 'HANA' ? '' : `, check duration: ${Math.floor(durationMs)}ms`;
  return `reason: ${STATUS_TEXTS[status]}${coded}${said}${took}`;
}

/** What a line of a log cannot hold, and what would end the quotes, as its hexadecimal code: `<0A>`. */
function printable(text: string): string {
  return text.replace(/[^ -~]|["<>]/g, (character) => {
    const code = character.charCodeAt(0).toString(16).toUpperCase();
    return `<${code.padStart(2, '0')}>`;
  });
}

/** `socketFamily`: 'unix' failures are those of a local socket. undefined: it says nothing about the server. */
export function readResult(result: ConnectResult, socketFamily: 'ip' | 'unix'): CheckResult | undefined {
  switch (result.outcome) {
    case 'connected':
      return CONNECTED;
    case 'timeout':
      return resultOf('L4TOUT');
    case 'failed':
      if (OUT_OF_RESOURCES.has(result.code)) return undefined;
      return socketFamily === 'unix'
        ? resultOf('SOCKERR', { info: `General socket error (${systemText(result.code)})` })
        : resultOf('L4CON', { info: systemText(result.code) });
  }
}

const CONNECTED = resultOf('L4OK');

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
  ['EPIPE', 'Broken pipe'],
  ['EPROTOTYPE', 'Protocol wrong type for socket'],
  ['ETIMEDOUT', 'Connection timed out'],
]);

export function systemText(code: string): string {
  return SYSTEM_TEXTS.get(code) ?? code;
}
