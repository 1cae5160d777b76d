/**
 * A worker: one engine, the sessions it carries, and the plan of the newest generation. Orders come from the main
 * thread; between them it follows its engine alone.
 */
import { hostname } from 'node:os';
import type { LogTarget, Proxy, Server } from '../../config/model.js';
import {
  Clock,
  GATE_WORDS,
  GateWord,
  type Engine,
  type ListenerOptions,
  type LogSinkOptions,
  type Native,
  type TargetOptions,
} from '../../native.js';
import { clearCounters, WorkerBoard } from '../board-memory.js';
import { compileLog, type CompiledLog } from '../log/compile-log.js';
import { originOf } from '../log/identity.js';
import { EngineSink, type LineSink } from '../log/line-sink.js';
import { MailboxWriter } from '../log/ring/mailbox.js';
import { RingSink } from '../log/ring/ring-sink.js';
import type { RingShare } from '../log/ring/rings.js';
import type { CompileContext } from '../sample/compile-context.js';
import { compileExpression } from '../sample/compile-expression.js';
import { Places } from '../plan/place.js';
import { compilePlan, type Plan } from '../plan/plan.js';
import { str } from '../sample/sample.js';
import type { ProcessFacts } from '../sample/subject.js';
import { CommandWriter } from '../session/command-writer.js';
import { SessionRunner } from '../session/run.js';
import type { Session } from '../session/session.js';
import type { Notice, Order, PlanOrder, WorkerStart } from './messages.js';
import { Numbers } from './numbers.js';
import { targetOptions } from './target-options.js';

export class Worker {
  readonly #engine: Engine;
  readonly #board: WorkerBoard;
  readonly #places: Places<Session>;
  readonly #writer: CommandWriter;
  readonly #runner: SessionRunner;
  #plan: Plan<Session> | undefined;
  #proxies: readonly Proxy[] = [];
  readonly #targets: Numbers<Omit<TargetOptions, 'id'>>;
  readonly #sinks: Numbers<Exclude<LogTarget['target'], { kind: 'ring' }>>;
  readonly #stats: Float64Array;
  #mailbox: MailboxWriter | undefined;
  readonly #listeners = new Set<number>();
  readonly #facts: ProcessFacts;
  #stopping = false;
  readonly #globalGate: number;
  readonly #tell: (notice: Notice) => void;
  readonly #paused: Set<number>;
  #environment: Readonly<Record<string, string>> = {};

  constructor(start: WorkerStart, native: Native, tell: (notice: Notice) => void) {
    const { engine: options } = start;
    const engine = native.createEngine(options);
    this.#engine = engine;
    this.#tell = tell;
    this.#stats = new Float64Array(options.stats);
    this.#paused = new Set(start.paused);
    this.#globalGate = start.plan.layout.globalGate;
    this.#board = new WorkerBoard(start.board);
    for (const segment of this.#board.segments) engine.addBoardSegment(segment);
    this.#places = new Places<Session>(this.#board.shared, options.worker);
    this.#writer = new CommandWriter(engine);
    this.#targets = new Numbers((id, target) => engine.setTarget({ id, ...target }));
    this.#sinks = new Numbers((id, target) => {
      try {
        engine.addLogSink({ id, ...target } satisfies LogSinkOptions);
      } catch (error) {
        // Traffic does not depend on its logs: lines for an unknown sink are dropped and counted.
        tell({ type: 'warning', text: `a log target cannot be opened: ${(error as Error).message}` });
      }
    });
    this.#runner = new SessionRunner({
      engine,
      writer: this.#writer,
      places: this.#places,
      gates: this.#board.gates,
      globalGate: start.plan.layout.globalGate,
      worker: options.worker,
      bufferBytes: options.bufferBytes,
      inboundSlots: options.inboundSlots,
      outboundSlots: options.outboundSlots,
      splice: options.splice,
      wake: (worker) => native.wake(options.shared, worker),
      onDrained: (generation) => tell({ type: 'drained', generation }),
      onErrors: (shared) => tell({ type: 'errors', shared }),
      onAcceptPaused: (_listener, code) => tell({ type: 'accept-paused', code }),
    });
    this.#facts = this.#processFacts(options.worker);
    this.#use(start.plan);
    engine.start(this.#runner.handle);
    tell({ type: 'ready', generation: start.plan.layout.generation.number });
  }

  obey(order: Exclude<Order, { type: 'start' }>): void {
    switch (order.type) {
      case 'plan':
        this.#use(order);
        this.#tell({ type: 'applied', generation: order.layout.generation.number });
        break;
      case 'pause':
        for (const id of order.listeners) {
          this.#paused.add(id);
          if (this.#listeners.has(id)) this.#engine.pauseListener(id);
        }
        this.#tell({ type: 'paused' });
        break;
      case 'resume':
        for (const id of order.listeners) {
          this.#paused.delete(id);
          if (this.#listeners.has(id)) this.#engine.resumeListener(id);
        }
        break;
      case 'remove':
        this.#remove(order.listeners);
        this.#tell({ type: 'paused' });
        break;
      case 'finish':
        this.#stopping = true;
        this.#remove([...this.#listeners]);
        this.#runner.retire();
        this.#tell({ type: 'finishing' });
        break;
      case 'kill':
        this.#runner.kill(order.generation);
        break;
      case 'adjust': {
        const server = this.#plan?.servers.get(order.shared);
        if (server === undefined) break;
        if (order.address !== undefined) server.moveTo(order.address, this.#targetAt(server.server, order.address));
        if (order.maxconn !== undefined) server.setMaxconn(order.maxconn);
        break;
      }
      case 'end-sessions':
        this.#runner.endOnServer(this.#places.at(order.shared), order.why);
        break;
      case 'clear':
        clearCounters(this.#board.segments, order.all);
        break;
      case 'crash':
        throw new Error('the worker was told to crash');
    }
  }

  #use(order: PlanOrder): void {
    for (const segment of order.segments) this.#engine.addBoardSegment(this.#board.addSegment(segment));
    this.#environment = order.model.environment ?? {};
    const plan = compilePlan<Session>(order.model, order.layout, {
      board: this.#board,
      places: this.#places,
      target: (proxy, server) => this.#targets.of(targetOptions(proxy, server)),
      compileLog: (proxy, samples) => this.#compileLog(proxy, order, samples),
      process: this.#facts,
    });
    this.#remove(order.remove);
    this.#runner.use(plan);
    this.#plan = plan;
    this.#proxies = order.model.proxies;
    for (const listener of order.add) this.#add(listener);
  }

  /** What samples may ask of the process. */
  #processFacts(worker: number): ProcessFacts {
    const { clock } = this.#engine;
    const { gates } = this.#board;
    return {
      pid: process.pid,
      hostname: hostname(),
      nodeName: str(hostname()),
      thread: worker + 1,
      startedMs: Math.floor(performance.timeOrigin),
      environment: () => this.#environment,
      connections: () => Atomics.load(gates, this.#globalGate * GATE_WORDS + GateWord.CURRENT),
      stopping: () => this.#stopping,
      nowMs: () => clock[Clock.REALTIME_MS]!,
    };
  }

  #compileLog(proxy: Proxy, { model, rings }: PlanOrder, samples: CompileContext): CompiledLog {
    const { clock } = this.#engine;
    return compileLog(proxy, {
      sink: ({ target }) =>
        target.kind === 'ring' ? this.#ringSink(target.name, rings) : new EngineSink(this.#writer, this.#sinks.of(target)),
      longest: ({ target, lengthBytes }) =>
        target.kind === 'ring' ? (model.rings?.find(({ name }) => name === target.name)?.maxLengthBytes ?? 0) : lengthBytes,
      origin: originOf(model.global.logIdentity, proxy.logging.tag),
      now: () => clock[Clock.REALTIME_MS]!,
      compileExpression: (expression) => compileExpression(expression, samples),
    });
  }

  #ringSink(name: string, rings: RingShare | undefined): LineSink | undefined {
    const number = rings?.numbers.get(name);
    if (rings === undefined || number === undefined) return undefined;
    this.#mailbox ??= new MailboxWriter(rings.mailbox, () => this.#tell({ type: 'ring' }));
    return new RingSink(this.#mailbox, number, this.#stats);
  }

  /** An operator has given the server another address; what else its connections are like stays. */
  #targetAt(server: Server, address: Server['address']): number {
    const proxy = this.#proxies.find(({ servers }) => servers.includes(server))!;
    return this.#targets.of(targetOptions(proxy, { ...server, address }));
  }

  #add(listener: ListenerOptions): void {
    this.#engine.addListener(listener);
    this.#listeners.add(listener.id);
    if (this.#paused.has(listener.id)) this.#engine.pauseListener(listener.id);
  }

  #remove(ids: readonly number[]): void {
    for (const id of ids) {
      this.#paused.delete(id);
      if (this.#listeners.delete(id)) this.#engine.removeListener(id);
    }
  }
}
