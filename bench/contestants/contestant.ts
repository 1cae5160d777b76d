/** What a proxy must tell about itself to take part. */

export const contestantNames = ['headrace', 'headrace-copy', 'haproxy-splice', 'haproxy-copy', 'nginx', 'node'] as const;
export type ContestantName = (typeof contestantNames)[number];

/** Where a proxy is to listen and where to forward to. */
export interface Site {
  port: number;
  originPort: number;
  /** Loopback addresses the origin listens on; one server each. */
  originAddresses: string[];
  threads: number;
  /** Conditions of rules that every connection is held against, all in vain. */
  conditions: number;
  /** So many servers besides, which get no traffic and are checked every two seconds; undefined: none. */
  checkedServers?: number;
  /** A folder of its own for configuration and whatever else it writes. */
  folder: string;
}

/** What a row asks of the proxies' configurations. */
export type ProxySetup = Pick<Site, 'threads'> & Partial<Pick<Site, 'conditions' | 'checkedServers'>>;

export interface Contestant {
  name: ContestantName;
  /** Why it cannot take part here, in one line with the remedy; undefined when it can. */
  obstacle(): string | undefined;
  /** Writes its configuration into the site's folder; the command that runs it in the foreground. */
  prepare(site: Site): Promise<string[]>;
  /** The command that checks a configuration of HAProxy's and ends; undefined: it has none. */
  check?(file: string): string[];
}

/** Connections each proxy must be able to hold, in all its configurations. */
export const maxConnections = 4_500;
