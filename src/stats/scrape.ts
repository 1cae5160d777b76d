/** One scrape: what exists at its beginning, and the means to read values while it is printed. */
import { Counter } from '../proxy/board.js';
import type { BoardReader, Inventory, ListenerEntry, ProxyEntry, Rows, ServerEntry } from '../proxy/inventory.js';
import { fullconns } from '../proxy/plan/session-limit.js';
import { engineTotal } from './engine-total.js';
import type { Sampler } from './sampler.js';

export interface Frontend {
  entry: ProxyEntry;
  rows: Rows;
}

export interface Backend {
  entry: ProxyEntry;
  rows: Rows;
}

export interface Listener {
  frontend: Frontend;
  entry: ListenerEntry;
  /** Unique within its frontend: names may be given twice, samples may not. */
  name: string;
}

export interface ServerOf {
  backend: Backend;
  entry: ServerEntry;
}

export class Scrape {
  readonly inventory: Inventory;
  readonly board: BoardReader;
  readonly sampler: Sampler;
  /** CLOCK_REALTIME ms. */
  readonly nowMs: number;
  readonly frontends: readonly Frontend[];
  readonly listeners: readonly Listener[];
  readonly backends: readonly Backend[];
  readonly servers: readonly ServerOf[];
  #fullconns: ReadonlyMap<string, number> | undefined;

  constructor(inventory: Inventory, sampler: Sampler, nowMs: number) {
    this.inventory = inventory;
    this.board = inventory.board;
    this.sampler = sampler;
    this.nowMs = nowMs;
    // Disabled proxies do not exist in HAProxy's statistics either.
    const proxies = inventory.proxies.filter((entry) => !entry.proxy.disabled);
    this.frontends = proxies.flatMap((entry) => (entry.frontend === undefined ? [] : [{ entry, rows: entry.frontend }]));
    this.backends = proxies.flatMap((entry) => (entry.backend === undefined ? [] : [{ entry, rows: entry.backend }]));
    this.listeners = this.frontends.flatMap(listenersOf);
    this.servers = this.backends.flatMap((backend) => backend.entry.servers.map((entry) => ({ backend, entry })));
  }

  /** Of a backend, by name. */
  fullconn(proxy: string): number {
    this.#fullconns ??= fullconns(this.inventory.model, this.inventory.process.maxconn);
    return this.#fullconns.get(proxy) ?? 1;
  }

  /** The limit of a frontend's sessions that is in force. */
  frontendMaxconn({ maxconn, proxy }: ProxyEntry): number {
    return maxconn ?? proxy.maxconn ?? this.inventory.process.maxconn;
  }

  sum(rows: Rows, column: number): number {
    return this.board.sum(rows.row, column);
  }

  /** Largest over the workers, of a column in ms, in seconds. */
  maxSeconds(rows: Rows, column: number): number {
    return this.board.max(rows.row, column) / 1000;
  }

  /** An `EngineStat` column of all workers, ended ones included. */
  engine(column: number): number {
    return engineTotal(this.inventory, column);
  }

  /** Whole seconds since a CLOCK_REALTIME time, as HAProxy rounds; a clock set back does not make it negative. */
  secondsSince(timeMs: number): number {
    return Math.max(0, Math.floor((this.nowMs - timeMs) / 1000));
  }

  /** Seconds since the last session, −1 when there was none. */
  secondsSinceLastSession(rows: Rows): number {
    const last = this.board.max(rows.row, Counter.LAST_SESSION_MS);
    return last === 0 ? -1 : this.secondsSince(last);
  }
}

function listenersOf(frontend: Frontend): Listener[] {
  const used = new Set<string>();
  return frontend.entry.listeners.map((entry, index) => {
    let name = entry.name;
    for (let n = index + 1; used.has(name); n++) name = `${entry.name}-${String(n)}`;
    used.add(name);
    return { frontend, entry, name };
  });
}
