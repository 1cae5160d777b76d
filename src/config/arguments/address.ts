/**
 * `<address>`: every form of address that `bind`, `server` and `log` share.
 * `1.2.3.4:80`, `[2001:db8::1]:80`, `2001:db8::1:80`, `*:80`, `:80`, `host:80`, `ipv4@…`, `ipv6@…`, `tcp@…` (and `udp@…` for
 * logs), `/path`, `unix@path`, `abns@name`, `fd@3`; ports may be ranges or relative where the caller allows it.
 * → an Endpoint; host names are resolved here. What each keyword accepts of it is the keyword's affair.
 * Source: configuration.txt, section 4.2, "bind", and section 11, "Address formats".
 */
import { isIPv4, isIPv6 } from 'node:net';
import type { Place } from '../registry.js';

export interface InternetEndpoint {
  kind: 'internet';
  family: 'ipv4' | 'ipv6';
  address: string;
  /** The address is a wildcard: none was written, or `*`, or all zeros. */
  wildcard: boolean;
  /** The part before the port, as written. */
  host: string;
  port: PortPart;
}

/** `80`; `80-90`; `+80` or `-80`, relative to the port that the client connected to; none at all. */
export type PortPart =
  | { kind: 'none' }
  | { kind: 'one'; port: number }
  | { kind: 'range'; first: number; last: number }
  | { kind: 'offset'; offset: number };

export type Endpoint =
  InternetEndpoint | { kind: 'unix'; path: string } | { kind: 'abns'; name: string } | { kind: 'fd'; fd: number };

type Family = 'ipv4' | 'ipv6' | undefined;

/** Prefixes of Internet addresses: the family that they insist on. */
const internetPrefixes = new Map<string, { family: Family; datagram: boolean }>([
  ['ipv4', { family: 'ipv4', datagram: false }],
  ['ipv6', { family: 'ipv6', datagram: false }],
  ['tcp', { family: undefined, datagram: false }],
  ['tcp4', { family: 'ipv4', datagram: false }],
  ['tcp6', { family: 'ipv6', datagram: false }],
  ['udp', { family: undefined, datagram: true }],
  ['udp4', { family: 'ipv4', datagram: true }],
  ['udp6', { family: 'ipv6', datagram: true }],
]);

/** Prefixes that HAProxy knows and Headrace does not have yet. */
const refusedPrefixes = new Set([
  'sockpair',
  'ring',
  'backend',
  'quic4',
  'quic6',
  'uxdg',
  'uxst',
  'rhttp',
  'mptcp',
  'mptcp4',
  'mptcp6',
  'abnsz',
]);

const longestUnixPath = 97;
const longestAbstractName = 107;

/** `transport` is what the keyword speaks: a prefix that names the other one is refused. */
export function parseEndpoint(word: string, transport: 'stream' | 'datagram', place: Place): Endpoint | undefined {
  if (word === '') {
    place.alert('invalid-address', 'the address is empty', 'is an environment variable missing?');
    return undefined;
  }
  if (word.startsWith('/')) return unixPath(word, place);

  const at = word.indexOf('@');
  const prefix = at > 0 ? word.slice(0, at) : '';
  const rest = word.slice(at + 1);
  if (prefix === 'unix') return unixPath(rest, place);
  if (prefix === 'abns') return abstractName(rest, place);
  if (prefix === 'fd') return fileDescriptor(rest, place);
  if (refusedPrefixes.has(prefix)) {
    place.alert('unsupported-address', `addresses that begin with '${prefix}@' are not supported yet`);
    return undefined;
  }
  const internet = internetPrefixes.get(prefix);
  if (internet === undefined) return internetEndpoint(word, undefined, place);
  if (prefix.startsWith(transport === 'stream' ? 'udp' : 'tcp')) {
    place.alert(
      'invalid-address',
      `'${prefix}@' cannot be used here`,
      transport === 'stream' ? 'only TCP can be used here' : 'only UDP can be used here',
    );
    return undefined;
  }
  return internetEndpoint(rest, internet.family, place);
}

function unixPath(path: string, place: Place): Endpoint | undefined {
  if (path === '') place.alert('invalid-address', 'the path of the socket is empty');
  else if (Buffer.byteLength(path) > longestUnixPath) {
    place.alert(
      'invalid-address',
      `the path of the socket is too long (${Buffer.byteLength(path)} bytes)`,
      `at most ${longestUnixPath} bytes fit`,
    );
  } else return { kind: 'unix', path };
  return undefined;
}

function abstractName(name: string, place: Place): Endpoint | undefined {
  if (name === '') place.alert('invalid-address', 'the abstract name is empty');
  else if (Buffer.byteLength(name) > longestAbstractName) {
    place.alert(
      'invalid-address',
      `the abstract name is too long (${Buffer.byteLength(name)} bytes)`,
      `at most ${longestAbstractName} bytes fit`,
    );
  } else return { kind: 'abns', name };
  return undefined;
}

function fileDescriptor(text: string, place: Place): Endpoint | undefined {
  if (/^\d{1,9}$/.test(text)) return { kind: 'fd', fd: Number(text) };
  place.alert('invalid-address', `'${text}' is not the number of a file descriptor`);
  return undefined;
}

function internetEndpoint(text: string, family: Family, place: Place): InternetEndpoint | undefined {
  // A bracketed address may stand without a port; otherwise the last colon separates the port.
  const colon = text.endsWith(']') ? -1 : text.lastIndexOf(':');
  const host = colon < 0 ? text : text.slice(0, colon);
  const port = colon < 0 ? ({ kind: 'none' } as const) : parsePort(text.slice(colon + 1), place);
  if (port === undefined) return undefined;

  const resolved = resolveHost(host, family, place);
  if (resolved === undefined) return undefined;
  return { kind: 'internet', ...resolved, host, port };
}

function parsePort(text: string, place: Place): PortPart | undefined {
  if (text === '') return { kind: 'none' };
  const [, sign, first, last, trailing] = /^([+-])?(\d+)(?:-(\d+))?(.*)$/s.exec(text) ?? [];
  if (first === undefined || (sign !== undefined && last !== undefined)) {
    place.alert('invalid-port', `'${text}' is not a port`, 'write a number between 1 and 65535');
    return undefined;
  }
  if (Number(first) > 65535 || Number(last ?? 0) > 65535) {
    place.alert('invalid-port', `port '${text}' is out of range`, 'the highest port is 65535');
    return undefined;
  }
  if (trailing) place.warning('malformed-number', `'${trailing}' after the port is ignored`, 'write digits only');
  if (sign !== undefined) return { kind: 'offset', offset: Number(sign + first) };
  if (last !== undefined) return { kind: 'range', first: Number(first), last: Number(last) };
  return { kind: 'one', port: Number(first) };
}

function resolveHost(
  host: string,
  family: Family,
  place: Place,
): Pick<InternetEndpoint, 'family' | 'address' | 'wildcard'> | undefined {
  if (host === '' || host === '*') {
    return family === 'ipv6' ? { family, address: '::', wildcard: true } : { family: 'ipv4', address: '0.0.0.0', wildcard: true };
  }
  const bare = host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
  if (bare.includes('%')) {
    place.alert('unsupported-address', `the zone of '${host}' is not supported yet`);
    return undefined;
  }
  if (family !== 'ipv6' && bare === host && isIPv4(bare)) return { family: 'ipv4', address: bare, wildcard: bare === '0.0.0.0' };
  if (family !== 'ipv4' && isIPv6(bare)) return { family: 'ipv6', address: bare, wildcard: /^[0:]+$/.test(bare) };

  const isName = bare === host && !isIPv4(host) && !isIPv6(host) && /^[\w.-]+$/.test(host);
  const found = isName ? place.system.lookup(host, family) : undefined;
  if (found) return { ...found, wildcard: false };
  place.alert('unresolvable-address', `could not resolve address '${host}'`);
  return undefined;
}
