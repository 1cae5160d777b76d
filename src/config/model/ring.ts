/** Rings: lines kept in memory, the oldest making place for new ones, and the servers that get them. Plain data. Source: configuration.txt, 3.9. */
import type { LogTarget } from './logging.js';
import type { ServerAddress } from './server-address.js';

export interface Ring {
  name: string;
  description: string;
  /** undefined: as the `log` line says; of a `ring` section without one: raw. */
  format?: LogTarget['format'];
  /** Longest line in bytes, its header included. */
  maxLengthBytes: number;
  sizeBytes: number;
  connectTimeoutMs?: number;
  /** Longest time that a server takes nothing of what waits for it. */
  serverTimeoutMs?: number;
  servers: RingServer[];
}

export interface RingServer {
  name: string;
  address: ServerAddress;
  /** `log-proto`: how lines are told apart, RFC 6587: by a newline, or by their length before them. */
  framing: 'legacy' | 'octet-count';
}

/** What a ring has without `size`: HAProxy's `tune.bufsize` as it is by default. */
export const DEFAULT_RING_BYTES = 16_384;
