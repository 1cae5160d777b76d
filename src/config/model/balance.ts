/** How a backend chooses servers: the algorithm, the hash, and who takes part. */

/** `text` is compiled as a sample expression; its value is hashed. */
export interface HashExpression {
  text: string;
}

export type Balance =
  | { algorithm: 'roundrobin' | 'static-rr' | 'leastconn' | 'first' | 'source' }
  | { algorithm: 'random'; draws: number }
  | { algorithm: 'hash'; expression: HashExpression }
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
