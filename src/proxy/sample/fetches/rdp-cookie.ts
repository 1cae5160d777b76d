/**
 * The cookie that an RDP client sends in its first packet: `Cookie: mstshash=user`.
 * Source: configuration.txt, 7.3.5, "req.rdp_cookie"; [MS-RDPBCGR] 2.2.1.1 (a TPKT header of 4 bytes, an X.224 connection
 * request of 7, then the cookie up to CR LF).
 */
import { textArgument } from '../arguments.js';
import { sint, str } from '../sample.js';
import type { Subject } from '../subject.js';
import { requestOf } from './content.js';
import type { Fetch } from './fetch.js';
import { waitForMore } from './wait-for-more.js';

const marker = 'cookie:';
const cookieAt = 11;

/** Also what `balance rdp-cookie` and `persist rdp-cookie` look at. `name`: undefined takes whichever cookie there is. */
export function rdpCookie(subject: Subject, name: string | undefined): string | undefined {
  const found = find(subject, name);
  return typeof found === 'string' ? undefined : found.value;
}

/** 'short': there is not enough to say. */
function find(subject: Subject, name: string | undefined): { value: string } | 'none' | 'short' {
  const content = requestOf(subject);
  if (content === undefined) return 'short';
  const { bytes, begin, end } = content;
  if (end - begin <= cookieAt + marker.length) {
    waitForMore(subject, content);
    return 'short';
  }
  if (bytes[begin] !== 3 || bytes[begin + 1] !== 0 || (bytes[begin + 5]! & 0xf0) !== 0xe0) return 'none';
  const claimed = begin + 5 + bytes[begin + 4]!;
  if (claimed > end) {
    waitForMore(subject, content);
    return 'short';
  }
  const text = bytes.toString('latin1', begin + cookieAt, Math.max(begin + cookieAt, claimed));
  if (text.slice(0, marker.length).toLowerCase() !== marker) return 'none';
  const [line = ''] = text
    .slice(marker.length)
    .replace(/^[ \t]+/, '')
    .split(/[\r\n]/, 1);
  const equals = line.indexOf('=');
  if (equals < 0 || (name !== undefined && line.slice(0, equals).toLowerCase() !== name.toLowerCase())) return 'none';
  return { value: line.slice(equals + 1) };
}

export const rdpCookieFetches: readonly Fetch[] = [
  {
    name: 'req.rdp_cookie',
    compile(call) {
      const name = textArgument(call, 0);
      return (subject) => {
        const value = rdpCookie(subject, name);
        return value === undefined ? undefined : str(value);
      };
    },
  },
  {
    name: 'req.rdp_cookie_cnt',
    compile(call) {
      const name = textArgument(call, 0);
      return (subject) => {
        const found = find(subject, name);
        return found === 'short' ? undefined : sint(found === 'none' ? 0 : 1);
      };
    },
  },
];
