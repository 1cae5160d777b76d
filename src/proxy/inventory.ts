/**
 * What exists now and where its numbers are: the one thing that stats/ reads. Kept by the supervisor on the main thread;
 * entries of proxies and servers that persist keep their rows, health and history over reloads.
 */
import type { Bind, Model, Proxy, Server } from '../config/model.js';

export interface BoardReader {
  /** Sum over all workers, those that have ended included. Column: `Counter`. */
  sum(row: number, column: number): number;
  /** Largest over all workers. */
  max(row: number, column: number): number;
  /** Column: `Shared`. */
  shared(sharedRow: number, column: number): number;
}

/** A thing that is counted: its row of counters in each worker and its row shared by all workers. */
export interface Rows {
  row: number;
  shared: number;
  /** Accept gate number (native.ts), where there is one. */
  gate?: number;
}

/** What the last check, or the last answer of the agent, has found. */
export interface CheckReport {
  /** As HAProxy's statistics name it: UNK, INI, L4OK, L4TOUT, L7STS, PROCERR, … Empty: nothing checks. */
  status: string;
  /** Of the protocol that was spoken, where it has one: 250 of SMTP, an exit status. */
  code?: number;
  /** What came with it: an errno in words, the line that the server sent. */
  info?: string;
  durationMs: number;
  /** Consecutive results, as HAProxy counts health: 0 … rise + fall − 1; UP from `rise`. */
  health: number;
  /** `CheckVerdict` of server/condition.ts. */
  verdict?: number;
}

/** What health checks know of a server. Written by the checks on the main thread. */
export interface ServerHealth extends CheckReport {
  failures: number;
  downTransitions: number;
  /** CLOCK_REALTIME ms of the last change of state. */
  lastChangeMs: number;
  /** Downtime up to the last change, ms; while down, the time since then comes on top. */
  downtimeMs: number;
}

/** What checks, agents and operators have made of a server. Written by `ServerControl` (server/control.ts) alone. */
export interface ServerCondition {
  /** `Operational` of server/condition.ts. */
  operational: number;
  /** Bits of `Admin` of server/condition.ts. */
  admin: number;
  /** Set when it is not the configured one any more. */
  address?: Server['address'];
  maxconn?: number;
  /** `disable health`, `disable agent` and their contraries. */
  checksEnabled: boolean;
  agentEnabled: boolean;
  /** `set server … check-port`, `agent-addr`, `agent-port`, `agent-send`: in place of the configured ones. */
  checkAddress?: string;
  checkPort?: number;
  agentAddress?: string;
  agentPort?: number;
  agentSend?: string;
}

export interface ServerEntry {
  server: Server;
  rows: Rows;
  health: ServerHealth;
  /** Of the agent, where there is one. */
  agent: CheckReport;
  condition: ServerCondition;
}

export interface ListenerEntry {
  bind: Bind;
  /** HAProxy's: the `name` of the bind line, or `sock-N`. */
  name: string;
  rows: Rows;
}

export interface ProxyEntry {
  proxy: Proxy;
  /** Set for frontend and listen. */
  frontend?: Rows;
  /** Set for backend and listen. */
  backend?: Rows;
  listeners: ListenerEntry[];
  /** Of the frontend side: what an operator has made of it. */
  listening: 'open' | 'paused' | 'stopped';
  /** `set maxconn frontend`, in place of the configured one. */
  maxconn?: number;
  servers: ServerEntry[];
  /** CLOCK_REALTIME ms of the backend's last change of state, and its downtime up to then. */
  backendChange: { lastChangeMs: number; downtimeMs: number; downTransitions: number };
}

export interface GenerationEntry {
  number: number;
  /** CLOCK_REALTIME ms. */
  startedMs: number;
  /** Sessions that still run with it, of all workers. */
  sessions: number;
}

export interface WorkerEntry {
  worker: number;
  /** `EngineStat` columns. */
  stats: Float64Array;
}

export interface Inventory {
  model: Model;
  board: BoardReader;
  proxies: readonly ProxyEntry[];
  workers: readonly WorkerEntry[];
  /** `EngineStat` columns summed over workers that have ended. */
  endedWorkers: Float64Array;
  /** See `PipePoolWord`. */
  pipePool: Int32Array;
  generations: readonly GenerationEntry[];
  process: {
    startedMs: number;
    nbthread: number;
    /** In force; `set maxconn global` lowers it. */
    maxconn: number;
    hardMaxconn: number;
    maxFds: number;
    /** The global accept gate's current value: connections now. */
    connections(): number;
    stopping: boolean;
    reloads: number;
    failedReloads: number;
    workerRestarts: number;
  };
}
