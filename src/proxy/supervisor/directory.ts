/**
 * Who is who over reloads: proxies, listeners and servers are known by name, and with their name they keep their rows,
 * health and history. What no configuration names any more keeps its rows until its last session has ended.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Bind, Model, Proxy, Server } from '../../config/model.js';
import type { ListenerOptions } from '../../native.js';
import { Shared } from '../board.js';
import { weighed } from '../balance/registry.js';
import { Weights } from '../balance/weights.js';
import type { BoardMemory } from '../board-memory.js';
import type { ListenerEntry, ProxyEntry, Rows, ServerEntry } from '../inventory.js';
import { addressKey, type ListeningSocket } from '../listener/listening-sockets.js';
import type { Layout, ProxyLayout } from '../plan/layout.js';
import { elsewhereServer } from '../plan/elsewhere.js';
import { newCondition, newHealth, newReport, stateOf } from '../server/condition.js';

export interface Arrangement {
  entries: ProxyEntry[];
  layout: Layout;
  /** By listener id. */
  listeners: Map<number, ListenerOptions>;
}

interface Known {
  rows: Rows;
  /** undefined: named by the newest generation. */
  lastGeneration?: number;
}

export class Directory {
  readonly #board: BoardMemory;
  readonly #weights: Weights;
  readonly #known = new Map<string, Known>();
  readonly #servers = new Map<string, ServerEntry>();
  readonly #proxies = new Map<string, ProxyEntry>();
  readonly #listenerIds = new Map<string, number>();
  #nextListener = 0;
  readonly globalGate: number;

  constructor(board: BoardMemory, weights = new Weights(board)) {
    this.#board = board;
    this.#weights = weights;
    this.globalGate = board.allocate({ gate: true }).gate!;
  }

  /** Rows, entries and ids for a new generation. Limits, weights and states of servers come into force at once. */
  arrange(model: Model, generation: number, sockets: ReadonlyMap<string, ListeningSocket>): Arrangement {
    const used = new Set<string>();
    const rows = (key: string, gate: boolean): Rows => {
      used.add(key);
      let known = this.#known.get(key);
      if (known === undefined) this.#known.set(key, (known = { rows: this.#board.allocate({ gate }) }));
      delete known.lastGeneration;
      return known.rows;
    };
    const listeners = new Map<number, ListenerOptions>();
    const entries: ProxyEntry[] = [];
    const layouts: ProxyLayout[] = [];
    for (const proxy of model.proxies) {
      const entry = this.#proxyEntry(proxy, rows);
      const layout: ProxyLayout = { listeners: [], servers: entry.servers.map((server) => server.rows) };
      if (entry.frontend !== undefined) layout.frontend = entry.frontend;
      if (entry.backend !== undefined) layout.backend = entry.backend;
      if (proxy.connection?.elsewhere !== undefined) layout.elsewhere = this.#elsewhere(proxy, rows);
      entry.listeners.forEach((listener) => {
        const socket = sockets.get(addressKey(listener.bind));
        const id = this.#listenerId(proxy, listener);
        layout.listeners.push({ id, rows: listener.rows });
        if (socket === undefined || entry.frontend === undefined) return;
        listeners.set(id, { id, fd: socket.fd, gates: [this.globalGate, entry.frontend.gate!, listener.rows.gate!] });
      });
      entries.push(entry);
      layouts.push(layout);
    }
    const generationRows = rows(`generation ${generation}`, false);
    for (const [key, known] of this.#known) if (!used.has(key)) known.lastGeneration ??= generation - 1;
    return {
      entries,
      listeners,
      layout: { generation: { number: generation, rows: generationRows }, proxies: layouts, globalGate: this.globalGate },
    };
  }

  /** No session of a generation before `oldest` runs any more: rows that only those used are free. */
  forgetBefore(oldest: number): void {
    for (const [key, { rows, lastGeneration }] of this.#known) {
      if (lastGeneration === undefined || lastGeneration >= oldest) continue;
      this.#weights.forget(rows.shared);
      this.#board.release(rows);
      this.#known.delete(key);
      this.#servers.delete(key);
      this.#proxies.delete(key);
      this.#listenerIds.delete(key);
    }
  }

  /** All rows in use, those of old generations too. */
  *rows(): Generator<Rows> {
    for (const { rows } of this.#known.values()) yield rows;
  }

  /** Counts its sessions, so that they can be waited for, and is seen by nobody. */
  #elsewhere(proxy: Proxy, rows: (key: string, gate: boolean) => Rows): Rows {
    const own = rows(`elsewhere ${proxy.name}`, false);
    this.#board.setShared(own.shared, Shared.STATE, stateOf(newCondition(elsewhereServer(proxy)!)));
    return own;
  }

  #proxyEntry(proxy: Proxy, rows: (key: string, gate: boolean) => Rows): ProxyEntry {
    const frontend = proxy.kind === 'backend' ? undefined : rows(`frontend ${proxy.name}`, true);
    const backend = proxy.kind === 'frontend' ? undefined : rows(`backend ${proxy.name}`, false);
    if (frontend !== undefined) this.#board.setGateLimit(frontend.gate!, proxy.maxconn ?? 0);
    const listeners = proxy.disabled ? [] : proxy.binds.map((bind, index) => this.#listenerEntry(proxy, bind, { index, rows }));
    const servers = proxy.servers.map((server) => this.#serverEntry({ proxy, backend: backend! }, server, rows));
    const key = backend === undefined ? `frontend ${proxy.name}` : `backend ${proxy.name}`;
    const backendChange = this.#proxies.get(key)?.backendChange ?? {
      lastChangeMs: Date.now(),
      downtimeMs: 0,
      downTransitions: 0,
    };
    const entry: ProxyEntry = { proxy, listeners, listening: 'open', servers, backendChange };
    if (frontend !== undefined) entry.frontend = frontend;
    if (backend !== undefined) {
      entry.backend = backend;
      this.#board.addShared(backend.shared, Shared.EPOCH, 1);
    }
    this.#proxies.set(key, entry);
    return entry;
  }

  #listenerEntry(
    proxy: Proxy,
    bind: Bind,
    { index, rows }: { index: number; rows: (key: string, gate: boolean) => Rows },
  ): ListenerEntry {
    const entry = { bind, name: bind.name ?? `sock-${index + 1}`, rows: rows(listenerKey(proxy, bind), true) };
    this.#board.setGateLimit(entry.rows.gate!, bind.maxconn ?? 0);
    return entry;
  }

  /** The same frontend on the same address keeps its id, and its socket is not touched. */
  #listenerId(proxy: Proxy, { bind }: ListenerEntry): number {
    const key = listenerKey(proxy, bind);
    let id = this.#listenerIds.get(key);
    if (id === undefined) this.#listenerIds.set(key, (id = this.#nextListener++));
    return id;
  }

  #serverEntry(of: { proxy: Proxy; backend: Rows }, server: Server, rows: (key: string, gate: boolean) => Rows): ServerEntry {
    const { proxy } = of;
    const key = `server ${proxy.name}/${server.name}`;
    const own = rows(key, false);
    const old = this.#servers.get(key);
    const fresh = old?.server.disabled !== server.disabled;
    const entry: ServerEntry = {
      server,
      rows: own,
      health: fresh ? newHealth(server) : old.health,
      agent: fresh ? newReport(server.agent && AGENT_RESULTS) : old.agent,
      condition: old?.condition ?? newCondition(server),
    };
    this.#servers.set(key, entry);
    if (fresh) Object.assign(entry.condition, newCondition(server));
    if (old !== undefined && !isDeepStrictEqual(old.server.address, server.address)) delete entry.condition.address;
    // A weight that the configuration changes comes into force; one that an operator has changed stays.
    const kept = old?.server.weight === server.weight;
    this.#weights.set(weighed(of, entry), kept ? this.#board.shared(own.shared, Shared.WEIGHT) : server.weight);
    this.#board.setShared(own.shared, Shared.STATE, stateOf(entry.condition));
    return entry;
  }
}

function listenerKey(proxy: Proxy, bind: Bind): string {
  return `listener ${proxy.name} ${addressKey(bind)}`;
}

/** One answer of an agent decides. */
const AGENT_RESULTS = { rise: 1 };
