/** The rows of the table: what is measured, by whom, and the figure that is wanted of Headrace. */
import type { ContestantName, ProxySetup } from './contestants/contestant.js';
import type { Load } from './load.js';

/** `cost` is what one unit takes (the row's `unit`), `rate` is how much gets through. */
export type Metric = 'cost' | 'rate';

/** A bound on Headrace's figure: on its ratio to another contestant's, or on itself where `against` is absent. */
export interface Wanted {
  metric: Metric;
  against?: ContestantName;
  /** Whose figure is taken from ours before: what cannot be done without. */
  beyond?: ContestantName;
  atMost?: number;
  atLeast?: number;
}

interface RowBase {
  /** What the user types. */
  name: string;
  what: string;
  contestants: readonly ContestantName[];
  wanted: Wanted;
}

/** A loaded proxy: CPU time per unit and units per second. */
export interface LoadedRow extends RowBase {
  kind: 'loaded';
  load: Load;
  unit: 'GB' | 'connection' | 'response';
  threads: number;
  /** Conditions of rules for every connection; none when left out. */
  conditions?: number;
}

export const setupOf = ({ threads, conditions }: LoadedRow): ProxySetup => ({ threads, ...(conditions && { conditions }) });

/** Resident memory that idle connections add, each. */
export interface IdleRow extends RowBase {
  kind: 'idle';
  connections: number;
}

/** Resident memory that very many short connections leave behind. */
export interface SoakRow extends RowBase {
  kind: 'soak';
  connections: number;
  quickConnections: number;
}

/** Time from exec to the first response. */
export interface StartRow extends RowBase {
  kind: 'start';
}

/** Time that a check (`-c`) of a large configuration takes. */
export interface CheckRow extends RowBase {
  kind: 'check';
  /** CPU time of the process, or the time until it has ended. */
  time: 'cpu' | 'wall';
  backends: number;
  serversEach: number;
}

/** CPU time that health checks take, of a proxy that has nothing else to do. */
export interface HealthRow extends RowBase {
  kind: 'health';
  servers: number;
}

export type Row = LoadedRow | IdleRow | SoakRow | StartRow | CheckRow | HealthRow;

const everybody = ['headrace', 'haproxy-splice', 'haproxy-copy', 'nginx'] as const;
const mebibyte = 1 << 20;
/** More than any connection gets through in a measurement: a response that does not end. */
const endless = 1e15;

function costAtMost(atMost: number): Wanted {
  return { metric: 'cost', against: 'haproxy-splice', atMost };
}

const checkOfLargeFile = {
  kind: 'check',
  backends: 2_000,
  serversEach: 10,
  contestants: ['headrace', 'haproxy-splice', 'node'],
  wanted: { metric: 'cost', against: 'haproxy-splice', beyond: 'node', atMost: 2 },
} as const;

export const rows: readonly Row[] = [
  {
    name: 'bulk-100m-16',
    what: '100 MB objects, 16 kept connections',
    kind: 'loaded',
    load: { style: 'kept', bytes: 100e6, connections: 16 },
    unit: 'GB',
    threads: 1,
    contestants: everybody,
    wanted: costAtMost(0.65),
  },
  {
    name: 'bulk-1m-16',
    what: '1 MB objects, 16 kept connections',
    kind: 'loaded',
    load: { style: 'kept', bytes: 1e6, connections: 16 },
    unit: 'GB',
    threads: 1,
    contestants: everybody,
    wanted: costAtMost(0.95),
  },
  {
    name: 'bulk-1m-1000',
    what: '1 MB objects, 1,000 kept connections',
    kind: 'loaded',
    load: { style: 'kept', bytes: 1e6, connections: 1_000 },
    unit: 'GB',
    threads: 1,
    contestants: everybody,
    wanted: costAtMost(0.35),
  },
  {
    name: 'stream-3000',
    what: '3,000 endless responses at once',
    kind: 'loaded',
    load: { style: 'kept', bytes: endless, connections: 3_000 },
    unit: 'GB',
    threads: 1,
    contestants: ['headrace', 'headrace-copy', 'haproxy-splice', 'haproxy-copy', 'nginx'],
    wanted: { metric: 'cost', against: 'headrace-copy', atMost: 0.5 },
  },
  {
    name: 'conn',
    what: 'connect, 64 bytes, close; 64 at once',
    kind: 'loaded',
    load: { style: 'server-closes', bytes: 64, connections: 64 },
    unit: 'connection',
    threads: 1,
    contestants: everybody,
    wanted: costAtMost(0.95),
  },
  ...[0, 10, 100].map((conditions): LoadedRow => ({
    name: `rules-${conditions}`,
    what: `connect, 64 bytes, close; ${conditions} conditions for each connection`,
    kind: 'loaded',
    load: { style: 'server-closes', bytes: 64, connections: 64 },
    unit: 'connection',
    threads: 1,
    conditions,
    contestants: ['headrace', 'haproxy-splice'],
    wanted: costAtMost(1),
  })),
  {
    name: 'rr-1k',
    what: '1 KB responses over 64 kept connections',
    kind: 'loaded',
    load: { style: 'kept', bytes: 1_024, connections: 64 },
    unit: 'response',
    threads: 1,
    contestants: everybody,
    wanted: costAtMost(0.9),
  },
  {
    name: 'threads-2-bulk',
    what: 'two threads, 1 MB objects, 64 kept connections',
    kind: 'loaded',
    load: { style: 'kept', bytes: 1e6, connections: 64 },
    unit: 'GB',
    threads: 2,
    contestants: everybody,
    wanted: { metric: 'rate', against: 'haproxy-splice', atLeast: 1 },
  },
  {
    name: 'threads-2-conn',
    what: 'two threads, connect, 64 bytes, close; 128 at once',
    kind: 'loaded',
    load: { style: 'server-closes', bytes: 64, connections: 128 },
    unit: 'connection',
    threads: 2,
    contestants: everybody,
    wanted: { metric: 'rate', against: 'haproxy-splice', atLeast: 1 },
  },
  {
    name: 'idle-4000',
    what: 'resident memory of 4,000 idle connections',
    kind: 'idle',
    connections: 4_000,
    contestants: ['headrace', 'haproxy-splice', 'nginx'],
    wanted: costAtMost(1),
  },
  {
    name: 'start',
    what: 'from exec to the first response',
    kind: 'start',
    contestants: ['headrace', 'haproxy-splice', 'nginx'],
    wanted: { metric: 'cost', atMost: 250 },
  },
  { name: 'config-cpu', what: 'checking 2,000 backends of 10 servers, CPU time', time: 'cpu', ...checkOfLargeFile },
  { name: 'config-wall', what: 'checking 2,000 backends of 10 servers, time', time: 'wall', ...checkOfLargeFile },
  {
    name: 'checks-10000',
    what: '10,000 servers checked every 2 s, share of a CPU',
    kind: 'health',
    servers: 10_000,
    contestants: ['headrace', 'haproxy-splice'],
    wanted: costAtMost(1.5),
  },
  {
    name: 'soak',
    what: 'memory left behind by a million connections',
    kind: 'soak',
    connections: 1_000_000,
    quickConnections: 40_000,
    contestants: ['headrace'],
    // What a heap breathes; a leak of 16 bytes a connection would be twice as much.
    wanted: { metric: 'cost', atMost: 8 * mebibyte },
  },
];

/** The rows a user named: a whole name, or the beginning of several (`bulk` is three rows). All when none is named. */
export function selectRows(names: readonly string[]): Row[] {
  if (names.length === 0) return [...rows];
  for (const name of names) {
    if (!rows.some((row) => row.name.startsWith(name))) {
      throw new Error(`no row is called '${name}'; there are ${rows.map((row) => row.name).join(', ')}`);
    }
  }
  return rows.filter((row) => names.some((name) => row.name.startsWith(name)));
}
