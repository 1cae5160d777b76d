/** Checks under simulated time: a clock that a test moves, servers whose answers it sets. */
import type { Check, Server, Timeouts } from '#headrace/config/model.js';
import { SHARED_COLUMNS, Shared } from '#headrace/proxy/board.js';
import { startChecks, type Checks } from '#headrace/proxy/check/checks.js';
import type { Connector, ConnectResult } from '#headrace/proxy/check/connector.js';
import type { ProxyEntry, ServerEntry } from '#headrace/proxy/inventory.js';
import { newCondition, newReport, stateOf } from '#headrace/proxy/server/condition.js';
import { Weights } from '#headrace/proxy/balance/weights.js';
import { ServerControl, type ServerNotice } from '#headrace/proxy/server/control.js';

/** 'silent': never answers. A number: connected after so many milliseconds. */
export type Answer = 'accepts' | 'silent' | number | { failed: string };

export interface ServerOptions {
  name: string;
  check?: Partial<Check> | false;
  backup?: boolean;
  disabled?: boolean;
  weight?: number;
  address?: Server['address'];
}

const span = { file: 'test.cfg', line: 1, column: 1, length: 1 };
const start = Date.UTC(2026, 10, 22);

export class Laboratory {
  nowMs = 0;
  readonly notices: ServerNotice[] = [];
  /** [milliseconds, server port or path, timeout] of each connection tried. */
  readonly connects: [number, number | string, number][] = [];
  readonly answers = new Map<number | string, Answer>();
  /** Servers whose sessions were to be ended, and why. */
  readonly ended: [string, 'down' | 'up' | 'killed'][] = [];
  openSockets = 0;
  mostSockets = 0;
  private readonly timers = new Set<{ atMs: number; callback: () => void }>();
  private ports = 0;
  private checks: Checks | undefined;

  proxy(name: string, servers: ServerOptions[], timeouts: Timeouts = {}, kind: 'backend' | 'listen' = 'backend'): ProxyEntry {
    return {
      proxy: {
        span,
        id: 1,
        name,
        kind,
        mode: 'tcp',
        disabled: false,
        binds: [],
        balance: { algorithm: 'roundrobin' },
        servers: [],
        redispatchInterval: 0,
        retries: 3,
        splice: { auto: false, request: false, response: false },
        timeouts,
        log: [],
        logging: { options: { notNull: false, notNormal: false, separateErrors: false, early: false } },
      },
      backend: { row: 0, shared: 0 },
      listeners: [],
      listening: 'open',
      servers: servers.map((options, index) => this.server(options, index + 1)),
      backendChange: { lastChangeMs: start, downtimeMs: 0, downTransitions: 0 },
    };
  }

  private readonly rows = new Int32Array(4096 * SHARED_COLUMNS);
  private readonly board = {
    shared: (row: number, column: number): number => this.rows[row * SHARED_COLUMNS + column]!,
    setShared: (row: number, column: number, value: number) => void (this.rows[row * SHARED_COLUMNS + column] = value),
    addShared: (row: number, column: number, amount: number) => void (this.rows[row * SHARED_COLUMNS + column]! += amount),
  };
  /** `control.ts` with a board of its own, its lines kept. */
  readonly control = new ServerControl({
    board: this.board,
    weights: new Weights(this.board),
    wake: () => {},
    log: (notice) => this.notices.push(notice),
    endSessions: ({ entry }, why) => this.ended.push([entry.server.name, why]),
    realtime: () => start + this.nowMs,
  });

  start(...proxies: ProxyEntry[]): Checks {
    this.control.update(proxies);
    this.checks = startChecks(
      proxies,
      this.control,
      {
        now: () => this.nowMs,
        setTimeout: (callback, ms) => this.after(ms, callback),
        clearTimeout: (timer) => this.timers.delete(timer as { atMs: number; callback: () => void }),
      },
      this.connector,
    );
    return this.checks;
  }

  update(...proxies: ProxyEntry[]): void {
    this.control.update(proxies);
    this.checks?.update(proxies);
  }

  /** `ServerState` on the board. */
  state({ rows }: ServerEntry): number {
    return this.rows[rows.shared * SHARED_COLUMNS + Shared.STATE]!;
  }

  /** As it was set last. */
  weight({ rows }: ServerEntry): number {
    return this.rows[rows.shared * SHARED_COLUMNS + Shared.WEIGHT]!;
  }

  /** Lets time pass; what falls due happens in order. */
  pass(ms: number): void {
    const end = this.nowMs + ms;
    for (;;) {
      const next = [...this.timers].reduce<{ atMs: number; callback: () => void } | undefined>(
        (first, timer) => (timer.atMs <= end && (first === undefined || timer.atMs < first.atMs) ? timer : first),
        undefined,
      );
      if (next === undefined) break;
      this.timers.delete(next);
      this.nowMs = next.atMs;
      next.callback();
    }
    this.nowMs = end;
  }

  get pendingTimers(): number {
    return this.timers.size;
  }

  get lines(): string[] {
    return this.notices.map(({ text }) => text);
  }

  private readonly connector: Connector = (address, timeoutMs, done) => {
    const key = 'path' in address ? address.path : address.port;
    this.connects.push([this.nowMs, key, timeoutMs]);
    this.openSockets += 1;
    this.mostSockets = Math.max(this.mostSockets, this.openSockets);
    const answer = this.answers.get(key) ?? 'accepts';
    const [delayMs, result] = outcome(answer, timeoutMs);
    const timer = this.after(delayMs, () => {
      this.openSockets -= 1;
      done(result);
    });
    return () => {
      this.openSockets -= 1;
      this.timers.delete(timer);
    };
  };

  private after(ms: number, callback: () => void): { atMs: number; callback: () => void } {
    const timer = { atMs: this.nowMs + ms, callback };
    this.timers.add(timer);
    return timer;
  }

  private server(options: ServerOptions, id: number): ServerEntry {
    const { name, check = {}, backup = false, disabled = false, weight = 1 } = options;
    const port = ++this.ports;
    const server: Server = {
      span,
      id,
      name,
      text: '',
      address: options.address ?? { family: 'ipv4', address: '127.0.0.1', port },
      weight,
      backup,
      maxconn: 0,
      disabled,
    };
    if (check !== false) server.check = { intervalMs: 2000, rise: 2, fall: 3, ...check };
    const condition = newCondition(server);
    const rows = { row: 0, shared: port };
    this.rows[port * SHARED_COLUMNS + Shared.STATE] = stateOf(condition);
    this.rows[port * SHARED_COLUMNS + Shared.WEIGHT] = weight;
    const health = {
      status: 'UNK',
      durationMs: 0,
      health: 0,
      failures: 0,
      downTransitions: 0,
      lastChangeMs: start,
      downtimeMs: 0,
    };
    return { server, rows, health, agent: newReport(undefined), condition };
  }
}

export const refused: Answer = { failed: 'ECONNREFUSED' };

function outcome(answer: Answer, timeoutMs: number): [number, ConnectResult] {
  if (answer === 'accepts') return [0, { outcome: 'connected' }];
  if (answer === 'silent') return [timeoutMs, { outcome: 'timeout' }];
  if (typeof answer === 'object') return [0, { outcome: 'failed', code: answer.failed }];
  return answer < timeoutMs ? [answer, { outcome: 'connected' }] : [timeoutMs, { outcome: 'timeout' }];
}
