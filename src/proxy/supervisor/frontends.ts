/**
 * What an operator does to frontends while they run: `disable`, `enable` and `shutdown frontend`, `set maxconn frontend`, and
 * SIGTTOU and SIGTTIN for all of them. A paused frontend has let go of its TCP ports; a reload opens all of them again.
 * Texts as HAProxy's.
 */
import type { BoardMemory } from '../board-memory.js';
import { Counter } from '../board.js';
import type { ProxyEntry, Rows } from '../inventory.js';
import { EventLevel } from '../log/event-log.js';
import type { ListeningSockets } from '../listener/listening-sockets.js';
import type { Order } from '../worker/messages.js';

export interface FrontendsOptions {
  board: BoardMemory;
  sockets: Pick<ListeningSockets, 'suspend' | 'resume' | 'drop'>;
  proxies(): readonly ProxyEntry[];
  /** The ids of its listeners. */
  listeners(entry: ProxyEntry): number[];
  /** Resolves when all workers have obeyed. */
  ask(order: Order & { type: 'pause' | 'remove' }): Promise<void>;
  order(order: Order): void;
  /** Listeners that wait for a place look again. */
  wakeGates(): void;
  tell: (entry: ProxyEntry, level: number, text: string) => void;
}

export class Frontends {
  readonly #options: FrontendsOptions;
  /** Changes of listening sockets come one after another. */
  #turn: Promise<void> = Promise.resolve();

  constructor(options: FrontendsOptions) {
    this.#options = options;
  }

  /** The frontend of this name or `#id`. */
  find(name: string): ProxyEntry | undefined {
    return this.#frontends().find(({ proxy }) => proxy.name === name || `#${proxy.id}` === name);
  }

  /** Listeners that a new worker must not serve. */
  paused(): number[] {
    return this.#frontends().flatMap((entry) => (entry.listening === 'paused' ? this.#options.listeners(entry) : []));
  }

  /** `disable frontend`. → what is refused. */
  disable(entry: ProxyEntry): string | undefined {
    if (entry.listening === 'stopped') return 'Frontend was previously shut down, cannot disable.\n';
    if (entry.listening === 'paused') return 'All sockets are already disabled.\n';
    this.#pause(entry);
    return undefined;
  }

  /** `enable frontend`. → what is refused. */
  enable(entry: ProxyEntry): string | undefined {
    if (entry.listening === 'stopped') return 'Frontend was previously shut down, cannot enable.\n';
    if (entry.listening === 'open') return 'All sockets are already enabled.\n';
    this.#resume(entry);
    return undefined;
  }

  /** `shutdown frontend`: its ports are free; sessions that run go on. → what is refused. */
  shutdown(entry: ProxyEntry): string | undefined {
    if (entry.listening === 'stopped') return 'Frontend was already shut down.\n';
    entry.listening = 'stopped';
    const { board, tell, sockets } = this.#options;
    const sum = (rows: Rows | undefined, column: number): number => (rows === undefined ? 0 : board.sum(rows.row, column));
    const [taken, served] = [sum(entry.frontend, Counter.CONNECTIONS_TOTAL), sum(entry.backend, Counter.SESSIONS_TOTAL)];
    const text = `Proxy ${entry.proxy.name} stopped (cumulated conns: FE: ${taken}, BE: ${served}).`;
    tell(entry, EventLevel.WARNING, text);
    this.#change(async () => {
      await this.#options.ask({ type: 'remove', listeners: this.#options.listeners(entry) });
      if (entry.listening === 'stopped') sockets.drop(entry.proxy.binds);
    });
    return undefined;
  }

  /** `set maxconn frontend`. 0: as much as the process may have. */
  setMaxconn(entry: ProxyEntry, maxconn: number): void {
    if (maxconn === 0) delete entry.maxconn;
    else entry.maxconn = maxconn;
    this.#options.board.setGateLimit(entry.frontend!.gate!, maxconn);
    this.#options.wakeGates();
  }

  /** SIGTTOU. */
  pauseAll(): void {
    for (const entry of this.#frontends()) if (entry.listening === 'open') this.#pause(entry);
  }

  /** SIGTTIN. */
  resumeAll(): void {
    for (const entry of this.#frontends()) if (entry.listening === 'paused') this.#resume(entry);
  }

  /** A new generation: what was paused, by the ids of its listeners, serves again. */
  reopen(paused: readonly number[]): void {
    for (const entry of this.#frontends()) {
      if (this.#options.listeners(entry).some((id) => paused.includes(id))) this.#resume(entry);
    }
  }

  /** Resolves when what is under way is done. */
  settled(): Promise<void> {
    return this.#turn;
  }

  #frontends(): ProxyEntry[] {
    return this.#options.proxies().filter(({ proxy, frontend }) => frontend !== undefined && !proxy.disabled);
  }

  #pause(entry: ProxyEntry): void {
    entry.listening = 'paused';
    this.#options.tell(entry, EventLevel.WARNING, `Paused ${titleOf(entry)}.`);
    this.#change(async () => {
      await this.#options.ask({ type: 'pause', listeners: this.#options.listeners(entry) });
      if (entry.listening === 'paused') this.#options.sockets.suspend(entry.proxy.binds);
    });
  }

  #resume(entry: ProxyEntry): void {
    entry.listening = 'open';
    this.#change(() => {
      if (entry.listening !== 'open') return;
      const refused = this.#options.sockets.resume(entry.proxy);
      if (refused.length > 0) entry.listening = 'paused';
      for (const text of refused) this.#options.tell(entry, EventLevel.ALERT, text);
      if (refused.length > 0) return;
      this.#options.order({ type: 'resume', listeners: this.#options.listeners(entry) });
      this.#options.tell(entry, EventLevel.WARNING, `Resumed ${titleOf(entry)}.`);
    });
  }

  #change(act: () => void | Promise<void>): void {
    this.#turn = this.#turn.then(act).catch(() => {});
  }
}

function titleOf({ proxy }: ProxyEntry): string {
  return `${proxy.kind === 'listen' ? 'proxy' : 'frontend'} ${proxy.name}`;
}
