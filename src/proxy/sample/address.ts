/** Addresses of samples: text to numbers and back, as inet_pton and inet_ntop do. */
import { isIPv4, isIPv6 } from 'node:net';
import type { Words } from './sample.js';

/** undefined: it is none. */
export function parseIpv4(text: string): number | undefined {
  if (!isIPv4(text)) return undefined;
  return text.split('.').reduce((address, byte) => address * 256 + Number(byte), 0);
}

export function parseIpv6(text: string): Words | undefined {
  if (!isIPv6(text) || text.includes('%')) return undefined;
  const dotted = /(?<=:)(\d+\.\d+\.\d+\.\d+)$/.exec(text)?.[1];
  const plain = dotted === undefined ? text : text.slice(0, -dotted.length) + groupsOf(parseIpv4(dotted)!);
  const [before = '', after] = plain.split('::');
  const left = before === '' ? [] : before.split(':');
  const right = after === undefined || after === '' ? [] : after.split(':');
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0');
  const groups = [...left, ...(after === undefined ? [] : zeros), ...right].map((group) => Number.parseInt(group, 16));
  const word = (at: number): number => groups[at]! * 65536 + groups[at + 1]!;
  return [word(0), word(2), word(4), word(6)];
}

const groupsOf = (ipv4: number): string => `${(ipv4 >>> 16).toString(16)}:${(ipv4 & 0xffff).toString(16)}`;

export const ipv4Text = (address: number): string =>
  `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;

/** The longest run of zeros, of two groups at least, is `::`; addresses that hold an IPv4 address show it. */
export function ipv6Text(words: Words): string {
  const groups = words.flatMap((word) => [word >>> 16, word & 0xffff]);
  const holdsIpv4 = words[0] === 0 && words[1] === 0 && (words[2] === 0xffff || (words[2] === 0 && words[3] > 0xffff));
  const count = holdsIpv4 ? 6 : 8;
  let start = -1;
  let length = 1;
  for (let at = 0; at < count; at++) {
    let end = at;
    while (end < count && groups[end] === 0) end++;
    if (end - at > length) {
      start = at;
      length = end - at;
    }
    at = Math.max(at, end - 1);
  }
  const hex = (from: number, to: number): string =>
    groups
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(':');
  const head = start < 0 ? hex(0, count) : `${hex(0, start)}::${hex(start + length, count)}`;
  if (!holdsIpv4) return head;
  return `${head}${head.endsWith(':') ? '' : ':'}${ipv4Text(words[3])}`;
}

/** Of `::ffff:1.2.3.4`. undefined: it holds none. */
export const mappedIpv4 = ([first, second, third, last]: Words): number | undefined =>
  first === 0 && second === 0 && third === 0xffff ? last : undefined;

/** The IPv4 address within an IPv6 one, by any of the ways that ACLs know: `::1.2.3.4`, `::ffff:1.2.3.4`, `2002:102:304::`. */
export function embeddedIpv4(words: Words): number | undefined {
  const [first, second, third, last] = words;
  if (first === 0 && second === 0 && (third === 0 || third === 0xffff)) return last;
  if (first >>> 16 === 0x2002) return ((first & 0xffff) * 65536 + (second >>> 16)) >>> 0;
  return undefined;
}
