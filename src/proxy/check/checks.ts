/**
 * Health checks by TCP connect: `check`, `inter`, `rise`, `fall`, `port`, `timeout check`. One timer for each checked
 * server; a bounded number of sockets at once; nothing at all for servers without a check or disabled ones.
 *
 * The next check starts one interval after the end of the last one. A check takes at most `inter`, or, with
 * `timeout check`, the smaller of `timeout connect` and `inter`.
 * Source: configuration.txt, "check", "inter", "timeout check".
 */
import type { Check, Server } from '../../config/model.js';
import type { ProxyEntry, ServerEntry } from '../inventory.js';
import { isHealthy, report, type ServerControl } from '../server/control.js';
import { connectSocket, type Connector, type ConnectResult } from './connector.js';
import { count, isUp, refit } from './health.js';
import { passed, readResult, reasonText } from './result.js';
import { firstDelays } from './spread.js';

/** Checks whose connections are open at once; the others wait for one of them to end. */
const MAX_SOCKETS = 512;

export interface CheckClock {
  /** Monotonic milliseconds. */
  now(): number;
  setTimeout(callback: () => void, ms: number): unknown;
  clearTimeout(timer: unknown): void;
}

export interface Checks {
  /** After a reload: servers that persist keep health and phase. */
  update(proxies: readonly ProxyEntry[]): void;
  stop(): void;
}

/** Starts checking. Servers that are to be checked must be UP on the board. `connect` is a parameter for tests. */
export function startChecks(
  proxies: readonly ProxyEntry[],
  control: ServerControl,
  clock: CheckClock = systemClock,
  connect: Connector = connectSocket,
): Checks {
  const checks = new RunningChecks(control, clock, connect);
  checks.update(proxies);
  return checks;
}

export const systemClock: CheckClock = {
  now: () => performance.now(),
  setTimeout: (callback, ms) => setTimeout(callback, ms),
  clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
};

/** A checked server. */
interface Task {
  proxy: ProxyEntry;
  entry: ServerEntry;
  check: Check;
  timer: unknown;
  /** Set while its connection is being opened. */
  cancel: (() => void) | undefined;
  startedMs: number;
}

class RunningChecks implements Checks {
  private readonly tasks = new Map<string, Task>();
  /** Due, waiting for a socket. */
  private readonly waiting = new Set<Task>();
  private sockets = 0;

  constructor(
    private readonly control: ServerControl,
    private readonly clock: CheckClock,
    private readonly connect: Connector,
  ) {}

  update(proxies: readonly ProxyEntry[]): void {
    const checked: { key: string; proxy: ProxyEntry; entry: ServerEntry; check: Check }[] = [];
    const unchecked = new Map<string, { proxy: ProxyEntry; entry: ServerEntry }>();
    for (const proxy of proxies) {
      for (const entry of proxy.servers) {
        const key = `${proxy.proxy.name}/${entry.server.name}`;
        const { check, disabled } = entry.server;
        if (check === undefined) unchecked.set(key, { proxy, entry });
        else if (!disabled && !proxy.proxy.disabled) checked.push({ key, proxy, entry, check });
      }
    }
    const kept = new Set(checked.map(({ key }) => key));
    for (const [key, task] of this.tasks) {
      if (kept.has(key)) continue;
      this.end(task);
      this.tasks.delete(key);
      const now = unchecked.get(key);
      // nobody would ever find out that it has come back
      if (now !== undefined && !isUp(task.entry.health, task.check) && !now.entry.server.disabled) {
        this.control.forgetChecks(now);
      }
    }
    const delays = firstDelays(checked.map(({ check }) => check.intervalMs));
    checked.forEach(({ key, proxy, entry, check }, n) => {
      const task = this.tasks.get(key);
      if (task === undefined) this.begin(key, { proxy, entry, check }, delays[n] as number);
      else this.carryOn(task, { proxy, entry, check });
    });
  }

  stop(): void {
    for (const task of this.tasks.values()) this.end(task);
    this.tasks.clear();
  }

  private begin(key: string, of: Pick<Task, 'proxy' | 'entry' | 'check'>, delayMs: number): void {
    const { health } = of.entry;
    health.status = 'INI';
    health.health = of.check.rise;
    const task: Task = { ...of, timer: undefined, cancel: undefined, startedMs: 0 };
    this.tasks.set(key, task);
    this.schedule(task, delayMs);
  }

  private carryOn(task: Task, to: Pick<Task, 'proxy' | 'entry' | 'check'>): void {
    if (to.entry.health !== task.entry.health) Object.assign(to.entry.health, task.entry.health);
    refit(to.entry.health, task.check, to.check);
    Object.assign(task, to);
  }

  private end(task: Task): void {
    this.clock.clearTimeout(task.timer);
    this.waiting.delete(task);
    if (task.cancel === undefined) return;
    task.cancel();
    task.cancel = undefined;
    this.sockets -= 1;
    this.startWaiting();
  }

  private schedule(task: Task, delayMs: number): void {
    task.timer = this.clock.setTimeout(() => this.due(task), delayMs);
  }

  private due(task: Task): void {
    if (this.sockets < MAX_SOCKETS) this.start(task);
    else this.waiting.add(task);
  }

  private start(task: Task): void {
    this.sockets += 1;
    task.startedMs = this.clock.now();
    task.cancel = this.connect(addressOf(task), timeoutOf(task), (result) => {
      task.cancel = undefined;
      this.sockets -= 1;
      this.finished(task, result);
      this.schedule(task, task.check.intervalMs);
      this.startWaiting();
    });
  }

  private startWaiting(): void {
    for (const task of this.waiting) {
      if (this.sockets >= MAX_SOCKETS) return;
      this.waiting.delete(task);
      this.start(task);
    }
  }

  private finished(task: Task, outcome: ConnectResult): void {
    const { entry, check } = task;
    const result = readResult(outcome, 'path' in entry.server.address ? 'unix' : 'ip');
    if (result === undefined) return;
    const durationMs = this.clock.now() - task.startedMs;
    report(entry.health, { ...result, durationMs });
    const to = count(entry.health, check, passed(result));
    if (to === 'down') this.control.down(task, reasonText(result, durationMs));
    else if (passed(result) && isHealthy(entry)) this.control.up(task, reasonText(result, durationMs));
  }
}

function addressOf({ entry, check }: Task): Server['address'] {
  const { address } = entry.server;
  return 'path' in address || check.port === undefined ? address : { ...address, port: check.port };
}

function timeoutOf({ proxy, check }: Task): number {
  const { connect, check: checkTimeout } = proxy.proxy.timeouts;
  return checkTimeout === undefined || connect === undefined || connect === 0
    ? check.intervalMs
    : Math.min(connect, check.intervalMs);
}
