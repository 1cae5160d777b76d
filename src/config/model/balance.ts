/** How a backend chooses servers: the algorithm, the hash, and who takes part. */
import type { Feature } from '../features.js';
import type { Expression } from './expression.js';

export type Balance =
  | { algorithm: 'roundrobin' | 'static-rr' | 'leastconn' | 'first' | 'source' }
  | { algorithm: 'random'; draws: number }
  /** The value of the expression is hashed. */
  | { algorithm: 'hash'; expression: Expression }
  /** `cookie`: the name of the RDP cookie, as written. */
  | { algorithm: 'rdp-cookie'; cookie: string };

export type HashFunction = 'sdbm' | 'djb2' | 'wt6' | 'crc32' | 'none';

export interface HashType {
  method: 'map-based' | 'consistent';
  function: HashFunction;
  /** Bob Jenkins' mixing of the result. */
  avalanche: boolean;
}

/** What the configuration says beside `balance`. */
export interface BalanceOptions {
  /** undefined: map-based, sdbm, no avalanche. */
  hashType?: HashType;
  /** Percent of the average load that a server may have, above 100; undefined: no bound. */
  hashBalanceFactor?: number;
  /** All backups work together, not only the first one. */
  allBackups?: true;
  /** Sessions of the backend at which servers with a `minconn` reach their `maxconn`; undefined: a tenth of what the frontends that lead here may carry. */
  fullconn?: number;
  /** `persist rdp-cookie`: the name of the cookie that names the server. */
  rdpPersistence?: string;
  /** `option persist`: whom a cookie or a rule names gets the session, down or not. */
  persistsToDown?: true;
  /** `hash-preserve-affinity`: which servers a hash passes over; undefined: none, sessions wait for theirs. */
  passesOver?: 'saturated' | 'queue-full';
}

/** What a `server` line says of its share and its limits, beside weight, backup and maxconn. */
export interface ServerBalanceOptions {
  /** The limit of sessions while the backend is idle; it grows up to `maxconn` at the backend's `fullconn`. */
  minconn?: number;
  /** Most sessions that wait for this server; undefined: no bound. */
  maxqueue?: number;
  /** Seconds, rounded up: how long weight and maxconn grow after the server has come up. */
  slowstartSeconds?: number;
  /** What places the server on the ring of a consistent hash; undefined: its id. */
  hashKey?: 'addr' | 'addr-port';
}

const known: Readonly<Record<Balance['algorithm'], true>> = {
  roundrobin: true,
  'static-rr': true,
  leastconn: true,
  first: true,
  hash: true,
  source: true,
  random: true,
  'rdp-cookie': true,
};

/** Algorithms that are checked and cannot be had yet, with what they need. */
export const laterBalance = {
  uri: 'http',
  url_param: 'http',
  hdr: 'http',
  'log-hash': 'other-modes',
  sticky: 'other-modes',
} as const satisfies Record<string, Feature>;

/** Every algorithm of HAProxy's, with what it needs and is not there yet. */
export const balanceAlgorithms: readonly { name: string; feature?: Feature }[] = [
  ...Object.keys(known).map((name) => ({ name })),
  ...Object.entries(laterBalance).map(([name, feature]) => ({ name, feature })),
];
