/**
 * `<address>`: every form of address that `bind`, `server` and `log` share.
 * `1.2.3.4:80`, `[2001:db8::1]:80`, `2001:db8::1:80`, `*:80`, `:80`, `host:80`, `ip@…`, `ipv4@…`, `ipv6@…`, `tcp@…`, `udp@…`,
 * `/path`, `unix@path`, `uxst@path`, `uxdg@path`, `abns@name`, `abnsz@name`, `fd@3`, and any of those after `stream+` or
 * `dgram+`; ports may be ranges or relative where the caller allows it. As in HAProxy an address has no zone (`%eth0`).
 * → an Endpoint; host names are resolved here. What each keyword accepts of it is the keyword's affair.
 * Source: configuration.txt, section 4.2, "bind", and section 11, "Address formats".
 */
import { isIPv4, isIPv6 } from 'node:net';
import type { Feature } from '../features.js';
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

/** Whether a keyword's peers are spoken to in a stream or in datagrams. */
export type Transport = 'stream' | 'datagram';

/**
 * What an address names. `transport` is there when a prefix insists on one. An abstract name is what the kernel sees: that of
 * `abns@` fills the whole address with NULs, as HAProxy's does, that of `abnsz@` ends where it ends.
 */
export type Endpoint = { transport?: Transport } & (
  InternetEndpoint | { kind: 'unix'; path: string } | { kind: 'abns'; name: string } | { kind: 'fd'; fd: number }
);

type Family = 'ipv4' | 'ipv6' | undefined;

/** What a prefix stands for: a form of address, and the transport if it insists on one. */
type Prefix = { transport?: Transport } & (
  | { form: 'internet'; family: Family }
  | { form: 'unix' | 'abns' | 'abnsz' | 'fd' | 'sockpair' }
  | { form: 'missing'; feature: Feature }
  | { form: 'missing'; feature?: undefined }
);

/** Source: configuration.txt, sections 11.1 and 11.3. */
const prefixes = new Map<string, Prefix>([
  ['ip', { form: 'internet', family: undefined }],
  ['ipv4', { form: 'internet', family: 'ipv4' }],
  ['ipv6', { form: 'internet', family: 'ipv6' }],
  ['tcp', { form: 'internet', family: undefined, transport: 'stream' }],
  ['tcp4', { form: 'internet', family: 'ipv4', transport: 'stream' }],
  ['tcp6', { form: 'internet', family: 'ipv6', transport: 'stream' }],
  ['udp', { form: 'internet', family: undefined, transport: 'datagram' }],
  ['udp4', { form: 'internet', family: 'ipv4', transport: 'datagram' }],
  ['udp6', { form: 'internet', family: 'ipv6', transport: 'datagram' }],
  ['unix', { form: 'unix' }],
  ['uxst', { form: 'unix', transport: 'stream' }],
  ['uxdg', { form: 'unix', transport: 'datagram' }],
  ['abns', { form: 'abns' }],
  ['abnsz', { form: 'abnsz' }],
  ['fd', { form: 'fd' }],
  ['sockpair', { form: 'sockpair' }],
  ['quic4', { form: 'missing', feature: 'quic' }],
  ['quic6', { form: 'missing', feature: 'quic' }],
  ['mptcp', { form: 'missing' }],
  ['mptcp4', { form: 'missing' }],
  ['mptcp6', { form: 'missing' }],
  ['rhttp', { form: 'missing' }],
  ['rev', { form: 'missing' }],
]);

/** Prefixes of a prefix that insist on a transport, where it does not do so itself (section 11.2). */
const transports = new Map<string, Transport>([
  ['stream+', 'stream'],
  ['dgram+', 'datagram'],
]);

const longestUnixPath = 97;
const longestAbstractName = 107;

/** Addresses name environment variables without quotes too: `[$HOST]:80`. One that is not set is nothing. */
function expandVariables(word: string, place: Place): string {
  if (!word.includes('$')) return word;
  return word.replace(
    /\$(?:\{(\w+)\}|([A-Za-z_]\w*))/g,
    (_, braced?: string, bare?: string) => place.variable(braced ?? bare!) ?? '',
  );
}

/**
 * `transport` is what the keyword speaks: a prefix that names the other one is refused, unless the keyword speaks `both` and
 * looks at the endpoint's.
 */
export function parseEndpoint(written: string, transport: Transport, place: Place, { both = false } = {}): Endpoint | undefined {
  const word = expandVariables(written, place);
  if (word === '') {
    place.alert('invalid-address', 'the address is empty', 'is an environment variable missing?');
    return undefined;
  }
  if (word.startsWith('/')) return unixPath(word, place);

  const { prefix, name, rest } = splitPrefix(word);
  if (prefix === undefined) return internetEndpoint(word, undefined, place);
  if (!both && prefix.transport !== undefined && prefix.transport !== transport) {
    place.alert(
      'invalid-address',
      `'${name}@' cannot be used here`,
      transport === 'stream' ? 'only TCP can be used here' : 'only UDP can be used here',
    );
    return undefined;
  }
  const endpoint = parseForm(prefix, name, rest, place);
  return endpoint && prefix.transport ? { ...endpoint, transport: prefix.transport } : endpoint;
}

/** `prefix`: undefined when the word begins with none. */
function splitPrefix(word: string): { prefix: Prefix | undefined; name: string; rest: string } {
  const at = word.indexOf('@');
  if (at <= 0) return { prefix: undefined, name: '', rest: word };
  const name = word.slice(0, at);
  const rest = word.slice(at + 1);
  const plus = name.indexOf('+') + 1;
  const transport = transports.get(name.slice(0, plus));
  const prefix = prefixes.get(transport === undefined ? name : name.slice(plus));
  return { prefix: prefix && transport ? { transport, ...prefix } : prefix, name, rest };
}

function parseForm(prefix: Prefix, name: string, rest: string, place: Place): Endpoint | undefined {
  switch (prefix.form) {
    case 'internet':
      return internetEndpoint(rest, prefix.family, place);
    case 'unix':
      return unixPath(rest, place);
    case 'abns':
    case 'abnsz':
      return abstractName(rest, prefix.form, place);
    case 'fd':
      return fileDescriptor(rest, place);
    case 'sockpair':
      if (fileDescriptor(rest, place)) refuse(name, place);
      return undefined;
    case 'missing':
      if (prefix.feature) place.unsupported(prefix.feature, `an address that begins with '${name}@'`);
      else refuse(name, place);
      return undefined;
  }
}

function refuse(prefix: string, place: Place): void {
  const [, reason] = reasons.find(([names]) => names.test(prefix)) ?? [];
  place.alert('unsupported-address', `addresses that begin with '${prefix}@' are not supported yet`, reason);
}

const reasons: readonly [names: RegExp, reason: string][] = [
  [
    /sockpair$/,
    'descriptors that are passed over a pair of sockets are not received; give the listening socket itself as fd@<number>',
  ],
  [/mptcp[46]?$/, 'Multipath TCP is not spoken; tcp@ reaches the same peers over one path'],
  [/(?:rhttp|rev)$/, 'connections that are turned round need HTTP/2'],
];

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

function abstractName(name: string, form: 'abns' | 'abnsz', place: Place): Endpoint | undefined {
  const length = Buffer.byteLength(name);
  if (name === '') place.alert('invalid-address', 'the abstract name is empty');
  else if (length > longestAbstractName) {
    place.alert('invalid-address', `the abstract name is too long (${length} bytes)`, `at most ${longestAbstractName} bytes fit`);
  } else return { kind: 'abns', name: form === 'abnsz' ? name : name + '\0'.repeat(longestAbstractName - length) };
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
  const { address, wildcard } = resolved;
  return { kind: 'internet', family: resolved.family, address, wildcard, host, port };
}

function parsePort(text: string, place: Place): PortPart | undefined {
  if (text === '') return { kind: 'none' };
  const [, sign, first, last, trailing] = /^([+-])?(\d+)(?:-(\d+))?(.*)$/s.exec(text) ?? [];
  const isOpenRange = last === undefined && trailing?.startsWith('-') === true;
  if (first === undefined || (sign !== undefined && last !== undefined) || isOpenRange) {
    place.alert('invalid-port', `'${text}' is not a port`, 'write a number between 1 and 65535');
    return undefined;
  }
  if (sign === undefined && (Number(first) > 65535 || Number(last ?? 0) > 65535)) {
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
  // HAProxy takes brackets around anything.
  if (family !== 'ipv6' && isIPv4(bare)) return { family: 'ipv4', address: bare, wildcard: bare === '0.0.0.0' };
  if (family !== 'ipv4' && isIPv6(bare) && !bare.includes('%'))
    return { family: 'ipv6', address: bare, wildcard: /^[0:]+$/.test(bare) };

  const isName = !isIPv4(bare) && !isIPv6(bare) && /^[\w.-]+$/.test(bare);
  const found = isName ? place.system.lookup(bare, family) : undefined;
  if (found) return { ...found, wildcard: false };
  place.alert('unresolvable-address', `could not resolve address '${host}'`);
  return undefined;
}
