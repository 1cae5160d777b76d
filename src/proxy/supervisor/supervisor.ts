/**
 * The main thread's part of the proxy: binds listeners, starts workers and restarts those that die, gives them new
 * generations of the configuration, and knows when the old ones have ended. Traffic never waits for it.
 */
import {
  ENGINE_STAT_COLUMNS,
  EngineStat,
  loadNative,
  type EngineOptions,
  type ListenerOptions,
  type Native,
} from '../../native.js';
import type { Global, Model } from '../../config/model.js';
import { Weights } from '../balance/weights.js';
import { BoardMemory } from '../board-memory.js';
import { Counter, Shared } from '../board.js';
import { startChecks, type Checks, type CheckSettings } from '../check/checks.js';
import { Probing } from '../check/probing.js';
import type { GenerationEntry, Inventory, ProxyEntry, Rows, ServerEntry, WorkerEntry } from '../inventory.js';
import { createEventLog, EventLevel, type EventLog } from '../log/event-log.js';
import { Rings } from '../log/ring/rings.js';
import type { HandedSocket } from '../listener/handover.js';
import { ListeningSockets } from '../listener/listening-sockets.js';
import type { Layout } from '../plan/layout.js';
import { ServerControl, type ServerNotice } from '../server/control.js';
import type { Notice, Order } from '../worker/messages.js';
import { checkContexts } from './check-contexts.js';
import { Directory } from './directory.js';
import { Frontends } from './frontends.js';
import { computeBuffers, computeLimits, type Limits } from './limits.js';
import { restartAdvice } from './needs-restart.js';
import { WorkerHandle } from './worker-handle.js';
import { startLoadedThread, startThread, type WorkerThread } from './worker-thread.js';

export interface SupervisorOptions {
  /** What an operator should know, in HAProxy's severities. */
  report(severity: 'alert' | 'warning' | 'notice', message: string): void;
  /** A thread that was started before the configuration was read; the first worker takes it. */
  thread?: WorkerThread;
  /** For tests; otherwise the addon. */
  native?: Native;
  /** Listening sockets of another process. */
  inherited?: readonly HandedSocket[];
  /** Accept nothing before `accept`: privileges are given up first. */
  held?: boolean;
  /** No thread can be started later (chroot): one is kept in reserve, and `lost` is called when the last one has died. */
  confined?: { lost(): void };
}

/** The configuration is right, but the system refuses: addresses in use, too few descriptors. */
export class StartFailure extends Error {
  constructor(readonly alerts: readonly string[]) {
    super(alerts.join('\n'));
  }
}

export interface Supervisor {
  readonly inventory: Inventory;
  /** Changes servers. */
  readonly servers: ServerControl;
  /** Changes frontends. */
  readonly frontends: Frontends;
  /** `set maxconn global`; 0: as configured. false: more than there was room for at the start. */
  setMaxconn(maxconn: number): boolean;
  /** The highest values, or all totals as well; they are gone once every worker has heard of it. */
  clearCounters(all: boolean): void;
  /** Puts a new model into force; on failure nothing has changed, and the alerts say why. */
  reload(model: Model): Promise<{ ok: true } | { ok: false; alerts: readonly string[] }>;
  /** Counts a reload that did not get as far as `reload`. */
  reloadFailed(): void;
  /** Stops listening; resolves when the last session has ended, or hard-stop-after has passed. */
  softStop(): Promise<void>;
  /** Ends everything now. */
  stop(): Promise<void>;
  /** The listening sockets, for another process. */
  handOver(): HandedSocket[];
  /** Ends `held`. */
  accept(): void;
  /** For tests: makes a worker die as if by a bug. */
  crashWorker(worker: number): void;
}

const DEFAULT_PIPE_BYTES = 1 << 20;
/** A worker that died younger than this is restarted after as long: no busy loop of restarts. */
const CRASH_PAUSE_MS = 1000;
const LEAVING_POLL_MS = 200;
/** Room for reloads that raise maxconn; slots that are never used cost nothing. */
const SPARE_SLOTS = 65_536;

/** Starts workers and accepts. Throws StartFailure. */
export async function startSupervisor(model: Model, options: SupervisorOptions): Promise<Supervisor> {
  const supervisor = new RunningSupervisor(model, options);
  await supervisor.start();
  return supervisor;
}

interface Generation extends GenerationEntry {
  rows: Rows;
  /** No worker starts sessions with it any more. */
  settled: boolean;
  killTimer?: NodeJS.Timeout;
}

class RunningSupervisor implements Supervisor {
  readonly inventory: Inventory;
  readonly servers: ServerControl;
  readonly frontends: Frontends;
  readonly #options: SupervisorOptions;
  readonly #native: Native;
  readonly #board = new BoardMemory();
  readonly #weights = new Weights(this.#board);
  readonly #directory = new Directory(this.#board, this.#weights);
  readonly #sockets: ListeningSockets;
  readonly #shared: SharedArrayBuffer;
  readonly #engine: Pick<
    EngineOptions,
    'inboundSlots' | 'outboundSlots' | 'bufferBytes' | 'buffers' | 'splice' | 'spliceStrategy'
  >;
  readonly #eventLog: EventLog;
  readonly #endedWorkers = new Float64Array(ENGINE_STAT_COLUMNS);
  /** Lines that they lose are counted beside those of workers. */
  readonly #rings = new Rings(() => (this.#endedWorkers[EngineStat.LOGS_DROPPED]! += 1));
  #checks: Checks | undefined;
  readonly #probing: Probing;
  #readyThread: WorkerThread | undefined;
  readonly #startedMs = Date.now();
  readonly #globalAtStart: Global;
  #model: Model;
  #limits: Limits;
  /** `set maxconn global`, until the next reload. */
  #maxconn: number | undefined;
  #layout!: Layout;
  #proxies: ProxyEntry[] = [];
  #listeners = new Map<number, ListenerOptions>();
  #generations: Generation[] = [];
  #workers: WorkerHandle[] = [];
  #held: boolean;
  #stopping = false;
  #stopped = false;
  #leavingPoll: NodeJS.Timeout | undefined;
  #reloads = 0;
  #failedReloads = 0;
  #workerRestarts = 0;
  /** Reloads come one after another. */
  #turn: Promise<unknown> = Promise.resolve();
  #drained: () => void = () => {};
  readonly #allDrained = new Promise<void>((resolve) => (this.#drained = resolve));

  constructor(model: Model, options: SupervisorOptions) {
    this.#model = model;
    this.#globalAtStart = model.global;
    this.#options = options;
    this.#held = options.held === true;
    this.#native = options.native ?? loadNative();
    this.#probing = new Probing(this.#native);
    this.#readyThread = options.thread;
    const limits = computeLimits(model, this.#native);
    if ('alert' in limits) throw new StartFailure([limits.alert]);
    this.#limits = limits;
    if (limits.warning !== undefined) options.report('warning', limits.warning);
    this.#sockets = new ListeningSockets(this.#native, options.inherited, model.global.process.reusePort);
    this.#eventLog = createEventLog(this.#native, {
      identity: () => this.#model.global.logIdentity,
      toRing: (name, line) => this.#rings.append(name, line),
    });
    this.#shared = this.#native.createShared({
      maxPipes: limits.maxpipes,
      pipeBytes: model.global.pipeSizeBytes ?? DEFAULT_PIPE_BYTES,
    });
    this.#engine = this.#engineOptions();
    this.inventory = this.#makeInventory();
    this.servers = new ServerControl({
      board: this.#board,
      weights: this.#weights,
      wake: () => this.#wakeAll(),
      log: (notice) => this.#tell(notice),
      endSessions: ({ entry }, why) => {
        for (const worker of this.#workers) worker.order({ type: 'end-sessions', shared: entry.rows.shared, why });
      },
      adjust: ({ entry }) => {
        for (const worker of this.#workers) this.#adjust(worker, entry);
      },
    });
    this.frontends = new Frontends({
      board: this.#board,
      sockets: this.#sockets,
      proxies: () => this.#proxies,
      listeners: (entry) => this.#listenersOf(entry),
      ask: (order) => this.#askAll(order),
      order: (order) => this.#order(order),
      wakeGates: () => this.#native.wakeGates(this.#shared),
      tell: ({ proxy }, level, text) => {
        this.#options.report(level === EventLevel.ALERT ? 'alert' : 'warning', text);
        this.#eventLog.send(proxy, level, text);
      },
    });
  }

  async start(): Promise<void> {
    const prepared = this.#sockets.prepare(this.#model.proxies);
    const { sockets, alerts } = prepared;
    if (alerts.length > 0)
      throw new StartFailure([...alerts, '[headrace.main()] Some protocols failed to start their listeners! Exiting.']);
    this.#rings.use(this.#model.rings ?? []);
    this.#arrange(1, sockets);
    prepared.commit();
    this.#workers = Array.from({ length: this.#limits.nbthread }, (_, number) => this.#startWorker(number));
    try {
      await Promise.all(this.#workers.map(({ ready }) => ready));
    } catch (error) {
      await this.stop();
      throw new StartFailure([`cannot start a worker: ${(error as Error).message}`]);
    }
    if (this.#options.confined !== undefined) this.#readyThread = await startLoadedThread();
    this.servers.update(this.#proxies);
    this.#checks = startChecks(this.#proxies, this.servers, undefined, this.#probing.connect, this.#checkSettings());
  }

  /** Checks are on this thread: what their expressions may ask is answered here. */
  #checkSettings(): CheckSettings {
    const contextOf = checkContexts(this.#model, this.#layout, {
      sharedRows: this.#board.sharedRows,
      gates: this.#board.gates,
      maxconn: this.#limits.maxconn,
      startedMs: this.#startedMs,
      stopping: () => this.#stopping,
    });
    return { ...this.#model.global, contextOf };
  }

  #order(order: Order): void {
    for (const worker of this.#workers) worker.order(order);
  }

  async #askAll(order: Order & { type: 'pause' | 'remove' }): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.ask(order, ({ type }) => type === 'paused')));
    if (order.type === 'remove') for (const id of order.listeners) this.#listeners.delete(id);
  }

  #listenersOf({ proxy }: ProxyEntry): number[] {
    const index = this.#proxies.findIndex((entry) => entry.proxy === proxy);
    return this.#layout.proxies[index]?.listeners.map(({ id }) => id) ?? [];
  }

  #tell({ proxy, severity, level, text, logText }: ServerNotice): void {
    this.#options.report(severity, text);
    this.#eventLog.send(proxy.proxy, level, logText);
  }

  async reload(model: Model): Promise<{ ok: true } | { ok: false; alerts: readonly string[] }> {
    const done = this.#turn.then(() => this.#reload(model));
    this.#turn = done.catch(() => {});
    return done;
  }

  reloadFailed(): void {
    this.#failedReloads += 1;
  }

  async #reload(model: Model): Promise<{ ok: true } | { ok: false; alerts: readonly string[] }> {
    await this.frontends.settled();
    if (this.#stopping) return { ok: true };
    const limits = computeLimits(model, this.#native);
    if ('alert' in limits) return this.#refuse([limits.alert]);
    const prepared = this.#sockets.prepare(model.proxies);
    const { sockets, alerts } = prepared;
    if (alerts.length > 0) return this.#refuse(alerts);

    this.#model = model;
    const { inboundSlots: slots } = this.#engine;
    this.#limits = { ...limits, maxconn: Math.min(limits.maxconn, slots) };
    const advice = restartAdvice(this.#globalAtStart, model.global, { maxconn: limits.maxconn, slots });
    if (advice !== undefined) this.#options.report('warning', advice);
    const old = this.#generations.at(-1)!;
    const before = this.#listeners;
    this.#rings.use(model.rings ?? []);
    const paused = this.frontends.paused();
    this.#maxconn = undefined;
    this.#arrange(old.number + 1, sockets);
    this.#native.setMaxPipes(this.#shared, limits.maxpipes);
    const remove = [...before].filter(([id, { fd }]) => this.#listeners.get(id)?.fd !== fd).map(([id]) => id);
    const add = [...this.#listeners].filter(([id, { fd }]) => before.get(id)?.fd !== fd).map(([, listener]) => listener);
    const staying = this.#workers.filter(({ leaving }) => !leaving);
    const kept = staying.slice(0, limits.nbthread);
    const { number } = this.#layout.generation;
    const told = kept.map((worker) =>
      worker.ask(
        {
          type: 'plan',
          model,
          layout: this.#layout,
          segments: this.#board.grow(worker.number),
          remove,
          add,
          rings: this.#rings.share(worker.number),
        },
        (notice) => (notice.type === 'applied' || notice.type === 'ready') && notice.generation >= number,
      ),
    );
    const fresh: WorkerHandle[] = [];
    for (let missing = limits.nbthread - kept.length; missing > 0; missing--) {
      const worker = this.#startWorker(this.#freeNumber());
      this.#workers.push(worker);
      fresh.push(worker);
    }
    // A worker that leaves still takes what is in the accept queue of a socket until the others are there.
    await Promise.all([...told, ...fresh.map(({ ready }) => ready.catch(() => {}))]);
    await Promise.all(staying.slice(limits.nbthread).map((worker) => this.#dismiss(worker)));
    // Nobody looks at the old sockets any more.
    prepared.commit();
    this.frontends.reopen(paused);
    old.settled = true;
    for (const worker of this.#workers) this.#adjustAll(worker);
    this.servers.update(this.#proxies);
    this.#checks?.update(this.#proxies, this.#checkSettings());
    this.#native.wakeGates(this.#shared);
    this.#wakeAll();
    this.#reloads += 1;
    this.#boundOldGeneration(old, model.global.hardStopAfterMs);
    this.#forgetDrained();
    return { ok: true };
  }

  #refuse(alerts: readonly string[]): { ok: false; alerts: readonly string[] } {
    this.#failedReloads += 1;
    return { ok: false, alerts };
  }

  async softStop(): Promise<void> {
    await this.#turn;
    if (this.#stopping) return this.#allDrained;
    this.#stopping = true;
    await Promise.all(this.#workers.map((worker) => worker.ask({ type: 'finish' }, (notice) => notice.type === 'finishing')));
    this.#sockets.close();
    this.#reportStopped();
    for (const generation of this.#generations) {
      generation.settled = true;
      this.#boundOldGeneration(generation, this.#model.global.hardStopAfterMs);
    }
    this.#forgetDrained();
    await this.#allDrained;
    await this.stop();
  }

  /** HAProxy's line for each proxy that takes no more sessions: those that listened come first. */
  #reportStopped(): void {
    const sum = (rows: Rows | undefined, column: number): number => (rows === undefined ? 0 : this.#board.sum(rows.row, column));
    const listening = this.#proxies.filter(({ frontend }) => frontend !== undefined);
    for (const entry of new Set([...listening, ...this.#proxies])) {
      const frontend = sum(entry.frontend, Counter.CONNECTIONS_TOTAL);
      const backend = sum(entry.backend, Counter.SESSIONS_TOTAL);
      const text = `Proxy ${entry.proxy.name} stopped (cumulated conns: FE: ${frontend}, BE: ${backend}).`;
      this.#options.report('warning', text);
      this.#eventLog.send(entry.proxy, EventLevel.WARNING, text);
    }
  }

  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopping = this.#stopped = true;
    clearInterval(this.#leavingPoll);
    this.#checks?.stop();
    this.#probing.close();
    this.#weights.stop();
    for (const { killTimer } of this.#generations) clearTimeout(killTimer);
    await Promise.all([...this.#workers.map((worker) => worker.terminate()), this.#readyThread?.terminate()]);
    this.#sockets.close();
    await this.#rings.close();
    this.#drained();
  }

  handOver(): HandedSocket[] {
    return this.#sockets.handOver();
  }

  accept(): void {
    this.#held = false;
    this.#order({ type: 'resume', listeners: [...this.#listeners.keys()] });
  }

  clearCounters(all: boolean): void {
    this.#order({ type: 'clear', all });
    this.#board.clearCounters(all, new Set(this.#workers.map(({ number }) => number)));
    if (!all) return;
    for (const { servers, backendChange } of this.#proxies) {
      backendChange.downTransitions = 0;
      for (const { health } of servers) health.failures = health.downTransitions = 0;
    }
  }

  setMaxconn(maxconn: number): boolean {
    const configured = this.#limits.maxconn;
    if (maxconn > configured) return false;
    this.#maxconn = maxconn === 0 ? undefined : maxconn;
    this.#board.setGateLimit(this.#directory.globalGate, this.#maxconn ?? configured);
    this.#native.wakeGates(this.#shared);
    return true;
  }

  crashWorker(number: number): void {
    this.#workers.find((worker) => worker.number === number)?.order({ type: 'crash' });
  }

  /** Rows, ids and limits of a new generation of `this.#model`. */
  #arrange(number: number, sockets: ReturnType<ListeningSockets['prepare']>['sockets']): void {
    this.#board.setGateLimit(this.#directory.globalGate, this.#limits.maxconn);
    const { entries, layout, listeners } = this.#directory.arrange(this.#model, number, sockets);
    this.#layout = layout;
    this.#proxies = entries;
    this.#listeners = listeners;
    const { rows } = layout.generation;
    const board = this.#board;
    this.#generations.push({
      number,
      rows,
      settled: false,
      startedMs: Date.now(),
      get sessions() {
        return board.shared(rows.shared, Shared.CURRENT_SESSIONS);
      },
    });
  }

  #engineOptions() {
    const { global } = this.#model;
    const slots = Math.max(this.#limits.maxconn, Math.min(SPARE_SLOTS, this.#limits.maxFds));
    const buffers = computeBuffers(this.#model, { nbthread: this.#limits.nbthread, slots }, process.memoryUsage.rss());
    if (typeof buffers !== 'number') throw new StartFailure([buffers.alert]);
    const splice = !global.nosplice && this.#canSplice();
    const [major, minor, patch] = this.#native.kernelRelease();
    const old = major < 2 || (major === 2 && (minor < 6 || (minor === 6 && patch < 29)));
    return {
      inboundSlots: slots,
      outboundSlots: slots,
      bufferBytes: global.bufferSizeBytes,
      buffers,
      splice,
      spliceStrategy: global.spliceStrategy ?? (old ? ('legacy' as const) : ('modern' as const)),
    };
  }

  #canSplice(): boolean {
    const wanted = this.#model.proxies.some(({ splice }) => splice.auto || splice.request || splice.response);
    const { usable, reason } = this.#native.probeSplice();
    if (!usable && wanted)
      this.#options.report('warning', `splicing is not possible here (${reason ?? 'unknown reason'}): relays copy.`);
    return usable;
  }

  #startWorker(number: number): WorkerHandle {
    const stats = new SharedArrayBuffer(ENGINE_STAT_COLUMNS * 8);
    const board = this.#board.share(number);
    const thread = this.#readyThread ?? startThread();
    this.#readyThread = undefined;
    return new WorkerHandle(
      thread,
      {
        engine: { ...this.#engine, worker: number, shared: this.#shared, gates: this.#board.gates, stats },
        board,
        paused: this.#held ? [...this.#listeners.keys()] : this.frontends.paused(),
        plan: {
          type: 'plan',
          model: this.#model,
          layout: this.#layout,
          segments: [],
          remove: [],
          add: [...this.#listeners.values()],
          rings: this.#rings.share(number),
        },
      },
      {
        notice: (worker, notice) => this.#hear(worker, notice),
        died: (worker, reason) => this.#replace(worker, reason),
      },
    );
  }

  #freeNumber(): number {
    for (let number = 0; ; number++) if (!this.#workers.some((worker) => worker.number === number)) return number;
  }

  #hear(worker: WorkerHandle, notice: Notice): void {
    if (notice.type === 'drained') this.#forgetDrained();
    else if (notice.type === 'ring') this.#rings.collect(worker.number);
    else if (notice.type === 'errors') this.#observed(notice.shared);
    else if (notice.type === 'warning') this.#options.report('warning', notice.text);
    else if (notice.type === 'accept-paused') {
      this.#options.report(
        'warning',
        `accept() fails for want of descriptors or memory (errno ${notice.code}): it pauses and tries again.`,
      );
    }
  }

  #observed(shared: number): void {
    for (const proxy of this.#proxies) {
      const entry = proxy.servers.find(({ rows }) => rows.shared === shared);
      if (entry !== undefined) this.#checks?.observed({ proxy, entry });
    }
  }

  /** What operators and agents have changed since the configuration was read. */
  #adjust(worker: WorkerHandle, { rows, condition }: ServerEntry): void {
    const { address, maxconn } = condition;
    if (address === undefined && maxconn === undefined) return;
    worker.order({ type: 'adjust', shared: rows.shared, ...(address && { address }), ...(maxconn !== undefined && { maxconn }) });
  }

  #adjustAll(worker: WorkerHandle): void {
    for (const { servers } of this.#proxies) for (const entry of servers) this.#adjust(worker, entry);
  }

  /** A worker has died: its sessions are lost, nothing else. */
  #replace(worker: WorkerHandle, reason: string): void {
    this.#bury(worker);
    if (this.#stopped) return;
    this.#forgetDrained();
    this.#wakeAll();
    this.#options.report('alert', `worker ${worker.number} died and is restarted: ${reason}`);
    this.#workerRestarts += 1;
    if (worker.leaving || this.#stopping) return;
    const { confined } = this.#options;
    if (confined !== undefined && this.#readyThread === undefined) {
      this.#options.report('alert', 'after chroot no other worker can be started: restart to have them all again.');
      if (this.#workers.length === 0) confined.lost();
      return;
    }
    const age = performance.now() - worker.startedAt;
    setTimeout(
      () => {
        // A reload may have brought the number of workers back meanwhile, or lowered it.
        const working = this.#workers.filter(({ leaving }) => !leaving).length;
        if (this.#stopping || working >= this.#limits.nbthread) return;
        const successor = this.#startWorker(this.#freeNumber());
        this.#workers.push(successor);
        this.#adjustAll(successor);
      },
      age < CRASH_PAUSE_MS ? CRASH_PAUSE_MS : 0,
    );
  }

  /** What an ended worker counted is kept, what it still held is given back. */
  #bury(worker: WorkerHandle): void {
    this.#workers = this.#workers.filter((other) => other !== worker);
    for (let column = 0; column < ENGINE_STAT_COLUMNS; column++) {
      if (!LEVELS.has(column)) this.#endedWorkers[column]! += worker.stats[column]!;
    }
    this.#board.reconcile(worker.number, this.#directory.rows());
    this.#rings.collect(worker.number);
  }

  /** nbthread was lowered: the worker ends with its last session. */
  async #dismiss(worker: WorkerHandle): Promise<void> {
    worker.leaving = true;
    await worker.ask({ type: 'finish' }, (notice) => notice.type === 'finishing');
    this.#leavingPoll ??= setInterval(() => this.#dropLeft(), LEAVING_POLL_MS);
  }

  #dropLeft(): void {
    for (const worker of this.#workers) {
      if (!worker.leaving || worker.stats[EngineStat.INBOUND_OPEN] !== 0) continue;
      void worker.terminate();
      this.#bury(worker);
    }
    if (this.#workers.some(({ leaving }) => leaving)) return;
    clearInterval(this.#leavingPoll);
    this.#leavingPoll = undefined;
  }

  /** `hard-stop-after`: what still runs with an old generation then is cut. */
  #boundOldGeneration(generation: Generation, hardStopAfterMs: number | undefined): void {
    if (hardStopAfterMs === undefined || generation.killTimer !== undefined) return;
    generation.killTimer = setTimeout(() => {
      for (const worker of this.#workers) worker.order({ type: 'kill', generation: generation.number });
    }, hardStopAfterMs);
  }

  /** Generations without sessions go, and with them the rows that nobody else uses. */
  #forgetDrained(): void {
    const running = this.#generations.filter(({ settled, sessions }) => !settled || sessions > 0);
    for (const generation of this.#generations) if (!running.includes(generation)) clearTimeout(generation.killTimer);
    this.#generations = running;
    const oldest = running[0];
    if (oldest === undefined) this.#drained();
    else this.#directory.forgetBefore(oldest.number);
  }

  #wakeAll(): void {
    for (const { number } of this.#workers) this.#native.wake(this.#shared, number);
  }

  #makeInventory(): Inventory {
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- The getters of the objects below have their own `this`.
    const supervisor = this;
    const pipePool = this.#native.pipePoolHeader(this.#shared);
    return {
      get model() {
        return supervisor.#model;
      },
      board: this.#board,
      get proxies() {
        return supervisor.#proxies;
      },
      get workers(): readonly WorkerEntry[] {
        return supervisor.#workers.map(({ number, stats }) => ({ worker: number, stats }));
      },
      endedWorkers: this.#endedWorkers,
      pipePool,
      get generations() {
        return supervisor.#generations;
      },
      process: {
        startedMs: this.#startedMs,
        get nbthread() {
          return supervisor.#limits.nbthread;
        },
        get maxconn() {
          return supervisor.#maxconn ?? supervisor.#limits.maxconn;
        },
        get hardMaxconn() {
          return supervisor.#limits.maxconn;
        },
        get maxFds() {
          return supervisor.#limits.maxFds;
        },
        connections: () => this.#board.gateCurrent(this.#directory.globalGate),
        get stopping() {
          return supervisor.#stopping;
        },
        get reloads() {
          return supervisor.#reloads;
        },
        get failedReloads() {
          return supervisor.#failedReloads;
        },
        get workerRestarts() {
          return supervisor.#workerRestarts;
        },
      },
    };
  }
}

/** `EngineStat` columns that say how much there is, not how much there was. */
const LEVELS = new Set<number>([
  EngineStat.INBOUND_OPEN,
  EngineStat.OUTBOUND_OPEN,
  EngineStat.BUFFERS_USED,
  EngineStat.BUFFERS_MAX,
  EngineStat.EVENT_RING_HIGH_WATER,
  EngineStat.COMMAND_RING_HIGH_WATER,
]);
