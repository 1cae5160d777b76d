/**
 * The runtime API: `stats socket` of the running configuration. Sockets whose address persists stay open over a reload, and so
 * do their connections.
 */
import { chmodSync, chownSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import type { Model } from '../../config/model.js';
import type { StatsSocket } from '../../config/model/stats-socket.js';
import { loadNative, type Native } from '../../native.js';
import type { Inventory } from '../../proxy/inventory.js';
import { sendSockets, type HandedSocket } from '../../proxy/listener/handover.js';
import type { Frontends } from '../../proxy/supervisor/frontends.js';
import { reasonOf } from '../../proxy/listener/listening-sockets.js';
import type { ServerControl } from '../../proxy/server/control.js';
import { Sampler } from '../../stats/sampler.js';
import { Scrape } from '../../stats/scrape.js';
import { serveConnection } from './connection.js';

/** Accept queue length when `backlog` says nothing. */
const defaultBacklog = 10;
/** Clients beyond `stats maxconn` wait; beyond this they are turned away. */
const mostWaiting = 64;

export interface RuntimeApiOptions {
  /** The listening sockets, for another process: `expose-fd listeners`. */
  handOver(): HandedSocket[];
  inventory: Inventory;
  servers: ServerControl;
  frontends: Frontends;
  setMaxconn(maxconn: number): boolean;
  clearCounters(all: boolean): void;
}

export class RuntimeApi {
  readonly #options: RuntimeApiOptions;
  readonly #native: Native = loadNative();
  readonly #sampler: Sampler;
  readonly #servers = new Map<string, { server: Server; of: StatsSocket }>();
  readonly #connections = new Set<Socket>();
  readonly #waiting = new Set<{ socket: Socket; of: StatsSocket }>();
  #sampling = false;

  constructor(options: RuntimeApiOptions) {
    this.#options = options;
    this.#sampler = new Sampler(() => options.inventory);
  }

  /** Listens on what the model asks for, and no longer on what it does not. Answers with what cannot be opened. */
  apply({ global: { runtimeApi } }: Model): string[] {
    const alerts: string[] = [];
    const wanted = new Map(runtimeApi.sockets.map((socket) => [keyOf(socket), socket]));
    for (const [key, { server }] of this.#servers) {
      if (wanted.has(key)) continue;
      server.close();
      this.#servers.delete(key);
    }
    for (const [key, of] of wanted) {
      const open = this.#servers.get(key);
      if (open !== undefined) {
        open.of = of;
        setPermissions(of);
        continue;
      }
      try {
        this.#servers.set(key, this.#listen(of));
      } catch (error) {
        alerts.push(refusal(of, reasonOf(error)));
      }
    }
    if (this.#servers.size > 0 && !this.#sampling) {
      this.#sampler.start();
      this.#sampling = true;
    }
    return alerts;
  }

  close(): void {
    for (const { server } of this.#servers.values()) server.close();
    for (const { socket } of this.#waiting) socket.destroy();
    this.#waiting.clear();
    for (const socket of this.#connections) socket.destroy();
    this.#servers.clear();
    this.#sampler.stop();
  }

  #listen(of: StatsSocket): { server: Server; of: StatsSocket } {
    const fd = this.#bind(of);
    const listening = { server: createServer({ allowHalfOpen: true, pauseOnConnect: true }), of };
    listening.server.on('connection', (socket) => this.#admit(socket, listening.of));
    // accept() failing for want of descriptors is reported here; the listener goes on by itself.
    listening.server.on('error', () => {});
    listening.server.listen({ fd });
    return listening;
  }

  #bind(of: StatsSocket): number {
    const { address } = of;
    const backlog = of.backlog ?? defaultBacklog;
    switch (address.family) {
      case 'unix': {
        // Nobody gets in between the making of the socket and its permissions.
        const before = of.mode === undefined ? undefined : process.umask(0o777);
        try {
          const fd = this.#native.listenUnix({ path: address.path, backlog });
          setPermissions(of);
          return fd;
        } finally {
          if (before !== undefined) process.umask(before);
        }
      }
      case 'abns':
        return this.#native.listenUnix({ path: `@${address.name}`, backlog });
      case 'fd':
        return this.#native.adoptListener(address.fd, backlog);
      case 'ipv4':
      case 'ipv6':
        return this.#native.listenTcp({ ...address, backlog });
    }
  }

  /** At once, or when one of those that are served has gone. */
  #admit(socket: Socket, of: StatsSocket): void {
    const { maxconn } = this.#options.inventory.model.global.runtimeApi;
    if (this.#connections.size < maxconn) {
      this.#serve(socket, of);
      return;
    }
    if (this.#waiting.size >= mostWaiting) {
      socket.destroy();
      return;
    }
    const waiting = { socket, of };
    this.#waiting.add(waiting);
    socket.once('close', () => this.#waiting.delete(waiting));
    socket.on('error', () => socket.destroy());
  }

  #serve(socket: Socket, of: StatsSocket): void {
    const { inventory, servers, frontends } = this.#options;
    const { runtimeApi, bufferSizeBytes } = inventory.model.global;
    this.#connections.add(socket);
    socket.once('close', () => {
      this.#connections.delete(socket);
      const [next] = this.#waiting;
      if (next === undefined) return;
      this.#waiting.delete(next);
      this.#serve(next.socket, next.of);
    });
    serveConnection({
      socket,
      of,
      timeoutMs: runtimeApi.timeoutMs,
      longestLine: bufferSizeBytes,
      giveSockets: (connection) => sendSockets(this.#native, connection, this.#options.handOver()),
      context: {
        inventory,
        servers,
        frontends,
        setMaxconn: (maxconn) => this.#options.setMaxconn(maxconn),
        clearCounters: (all) => {
          this.#options.clearCounters(all);
          this.#sampler.clearPeaks();
        },
        environment: inventory.model.environment ?? process.env,
        sockets: runtimeApi.sockets,
        scrape: () => new Scrape(inventory, this.#sampler, Date.now()),
      },
    });
  }
}

function keyOf({ address }: StatsSocket): string {
  return JSON.stringify(address);
}

function setPermissions({ address, mode, uid, gid }: StatsSocket): void {
  if (address.family !== 'unix') return;
  if (uid !== undefined || gid !== undefined) chownSync(address.path, uid ?? -1, gid ?? -1);
  if (mode !== undefined) chmodSync(address.path, mode);
}

/** HAProxy's words. */
function refusal({ span, text, address }: StatsSocket, reason: string): string {
  const socket = address.family === 'unix' || address.family === 'abns' ? 'UNIX socket' : 'socket';
  const where = socket === 'socket' ? `for [${text}]` : `[${text}]`;
  return `Binding [${span.file}:${span.line}] for frontend GLOBAL: cannot bind ${socket} (${reason}) ${where}`;
}
