/**
 * What listeners, proxies and servers ask of their connections beyond addresses: headers before the traffic, options of
 * sockets. Plain data.
 * Source: configuration.txt, 5.1, 5.2 and the options of 4.2.
 */

import type { ServerAddress } from './server-address.js';

/** What clients of a listener send first. */
export type ListenerHeader = { kind: 'proxy' } | { kind: 'netscaler'; magic: number };

/** Options of sockets; `SocketOptions` of native.ts. */
export interface SocketSettings {
  interface?: string;
  namespace?: string;
  congestion?: string;
  userTimeoutMs?: number;
  /** Below 0: so much less than the system's. */
  maxSegment?: number;
  transparent?: boolean;
  /** `tcp-md5sig`: a byte string. */
  md5Password?: string;
}

/** Beside those of all sockets. */
export interface ListenerSettings extends SocketSettings {
  fastOpen?: boolean;
  deferAccept?: boolean;
  /** undefined: as the address says. */
  v6only?: boolean;
}

export interface Keepalive {
  count?: number;
  idleS?: number;
  intervalS?: number;
}

/** Of a Unix socket's file. */
export interface SocketFile {
  mode?: number;
  uid?: number;
  gid?: number;
}

/** Of a proxy. */
export interface ConnectionSettings {
  /** `option clitcpka`, `option srvtcpka`; undefined: off. */
  clientKeepalive?: Keepalive;
  serverKeepalive?: Keepalive;
  nolinger?: true;
  independentStreams?: true;
  source?: SourceAddress;
  /** `dispatch`, `option transparent`: where sessions go that no rule gives a server. */
  elsewhere?: ServerAddress;
}

/** The same while a section is read: `option`s and their parameters come in any order. */
export interface ConnectionDraft extends Pick<ConnectionSettings, 'nolinger' | 'independentStreams' | 'source'> {
  clientKeepalive?: true;
  serverKeepalive?: true;
  clientProbes?: Keepalive;
  serverProbes?: Keepalive;
  dispatch?: ServerAddress;
  transparent?: true;
}

/** Our side's address of connections to servers. */
export interface SourceAddress {
  /** undefined: only the interface is chosen. */
  address?: { family: 'ipv4' | 'ipv6'; address: string };
  /** 0: the kernel chooses. */
  port: number;
  lastPort: number;
  interface?: string;
  /** `usesrc`: what servers see instead, although it is not ours. Checks come from `address` all the same. */
  seen?: { kind: 'address'; family: 'ipv4' | 'ipv6'; address: string; port: number } | { kind: 'client' } | { kind: 'clientip' };
}

/** `send-proxy`, `send-proxy-v2`. */
export interface SentHeader {
  version: 1 | 2;
}

/** Of a server. */
export interface ServerConnection extends SocketSettings {
  sentHeader?: SentHeader;
  /** `proxy-v2-options crc32c`. */
  checksum?: true;
  source?: SourceAddress;
  fastOpen?: true;
  /** The address of a SOCKS4 proxy in front of it. */
  socks4?: { family: 'ipv4' | 'ipv6'; address: string; port: number };
}
