/**
 * Performs what step.ts decides: reads the engine's events, writes its commands, keeps places, queues, counters and the
 * log. One for each worker. Nothing is allocated per event and nothing throws.
 */
import { constants } from 'node:os';
import { Clock, CloseMode, Event, EVENT_WORDS, GATE_WORDS, GateWord, RelayFlag, Timer, type Engine } from '../../native.js';
import { Counter } from '../board.js';
import type { BackendPlan, Counted, Plan, ServerPlan } from '../plan/plan.js';
import { queueIsFull } from '../balance/pool.js';
import { uniteSplice } from '../plan/plan.js';
import type { Place, Places } from '../plan/place.js';
import type { Sample } from '../sample/sample.js';
import { count, countTermination, countTimes, enter, leave } from './account.js';
import { Admission } from './admission.js';
import { Answers } from './answers.js';
import type { CommandWriter, Relay } from './command-writer.js';
import { Session } from './session.js';
import { OutboundSlots } from './slots.js';
import { Outbound } from './outbound.js';
import { SessionSubject } from './subject.js';
import { Action, actionsOf, Fact, Input, nextState, State, step, terminationOf } from './step.js';

/** Pause before the same server is tried again: a second, or the connect timeout when that is shorter. */
const TURNAROUND_MS = 1000;

const { errno } = constants;
const NO_RESOURCES = new Set([errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM, errno.EADDRNOTAVAIL, errno.EAGAIN]);

export interface RunnerOptions {
  engine: Pick<Engine, 'events' | 'clock' | 'received' | 'localAddress' | 'buffers' | 'control' | 'readAddress' | 'tcpInfo'>;
  /** `tune.bufsize`. */
  bufferBytes: number;
  writer: CommandWriter;
  places: Places<Session>;
  gates: Int32Array;
  globalGate: number;
  worker: number;
  inboundSlots: number;
  outboundSlots: number;
  /** false: every relay copies (`nosplice`). */
  splice: boolean;
  /** Rings another worker's doorbell, or our own. */
  wake(worker: number): void;
  /** The last session of a retired generation, of all workers, has ended. */
  onDrained(generation: number): void;
  /** As many connections in a row to the server of this shared row as `error-limit` says have failed. */
  onErrors(sharedRow: number): void;
  /** accept() failed: `code` is the errno. */
  onAcceptPaused(listener: number, code: number): void;
}

export class SessionRunner {
  readonly #options: RunnerOptions;
  readonly #writer: CommandWriter;
  readonly #events: Int32Array;
  readonly #clock: Float64Array;
  /** By inbound slot. */
  readonly #sessions: (Session | undefined)[] = [];
  readonly #slots: OutboundSlots;
  readonly #admission: Admission;
  readonly #subject: SessionSubject;
  /** What the client has sent stays in its buffer until a server is connected. */
  readonly #show = (session: Session, content: boolean): SessionSubject =>
    content ? this.#subject.showRequest(session, true) : this.#subject.showNothing(session);
  readonly #answers: Answers;
  readonly #outbound: Outbound;
  /** Variables of scope `proc`. */
  readonly #variables = new Map<string, Sample>();
  #plan: Plan<Session> | undefined;
  /** Places whose lines are to be looked at before this wake-up ends. */
  readonly #due: Place<Session>[] = [];
  #ownTurn = true;
  /** End of the events being handled. */
  #batchEnd = 0;
  /** Generations whose last session has just ended. */
  readonly #drained: number[] = [];
  readonly #relay: Relay = {
    toSlot: 0,
    toGeneration: 0,
    flags: 0,
    readTimeoutMs: 0,
    writeTimeoutMs: 0,
    row0: -1,
    row1: -1,
    row2: -1,
    row3: -1,
    direction: 0,
    dropBytes: 0,
  };

  constructor(options: RunnerOptions) {
    this.#options = options;
    this.#writer = options.writer;
    this.#events = options.engine.events;
    this.#clock = options.engine.clock;
    this.#slots = new OutboundSlots(options.inboundSlots, options.outboundSlots);
    const { engine, writer, bufferBytes } = options;
    const subject = new SessionSubject(engine, writer, (session) => this.#countMoment(session));
    this.#admission = new Admission(engine, bufferBytes, {
      writer,
      subject,
      host: {
        feed: (session, input) => this.#feed(session, input, Fact.NONE),
        begin: (session) => this.#beginSession(session),
        enterBackend: (session) => this.#enterBackend(session),
        assign: (session) => this.#assign(session),
      },
    });
    this.#answers = new Answers(engine, bufferBytes, {
      writer,
      subject,
      host: {
        feed: (session, input) => this.#feed(session, input, Fact.NONE),
        relay: (session) => this.#relayAnswer(session),
      },
    });
    this.#outbound = new Outbound(engine, writer);
    this.#subject = subject;
  }

  /** New sessions use `plan` from now on; running ones keep theirs. */
  use(plan: Plan<Session>): void {
    if (this.#plan !== undefined) this.#plan.generation.retired = true;
    this.#plan = plan;
  }

  /** No new generation comes: the present one ends with its last session. */
  retire(): void {
    if (this.#plan !== undefined) this.#plan.generation.retired = true;
  }

  /** Ends the sessions of all generations up to `generation`. */
  kill(generation: number): void {
    for (const session of this.#sessions) {
      if (session?.listener !== undefined && session.frontend.generation.number <= generation)
        this.#feed(session, Input.KILL, Fact.NONE);
    }
    this.#serveDue();
    this.#writer.flush();
    this.#tellDrained();
  }

  /** Ends the sessions that hold a place on the server of this shared row. */
  endOnServer(place: Place<Session>, why: 'down' | 'up' | 'killed'): void {
    const input = why === 'down' ? Input.SERVER_DOWN : why === 'up' ? Input.SERVER_BACK : Input.KILL;
    for (const session of this.#sessions) {
      if (session?.listener !== undefined && session.placed && session.server?.place === place)
        this.#feed(session, input, Fact.NONE);
    }
    this.#serveDue();
    this.#writer.flush();
    this.#tellDrained();
  }

  /** The engine's handler: `total` events are in the ring. */
  readonly handle = (total: number): void => {
    const events = this.#events;
    this.#batchEnd = total * EVENT_WORDS;
    for (let at = 0; at < this.#batchEnd; at += EVENT_WORDS) {
      const slot = events[at + 1]!;
      const generation = events[at + 2]!;
      switch (events[at]) {
        case Event.ACCEPTED:
          this.#accepted(at, slot, generation);
          break;
        case Event.CONNECTED:
          this.#toOwner(slot, generation, Input.CONNECTED);
          break;
        case Event.CONNECT_FAILED:
          this.#connectFailed(slot, generation, events[at + 3]!, events[at + 5] === 1);
          break;
        case Event.RELAY_DONE:
          if (this.#slots.isOutbound(slot)) this.#toOwner(slot, generation, Input.SERVER_EOF);
          else this.#clientEnded(slot, generation);
          break;
        case Event.RELAY_ERROR: {
          const outbound = this.#slots.isOutbound(slot);
          const sourceFailed = events[at + 3] === 0;
          const input = outbound === sourceFailed ? Input.SERVER_ERROR : Input.CLIENT_ERROR;
          if (outbound) this.#toOwner(slot, generation, input);
          else this.#toClient(slot, generation, input);
          break;
        }
        case Event.DATA:
          this.#dataCame(slot, generation, at);
          break;
        case Event.SEND_FAILED:
          if (this.#slots.isOutbound(slot)) this.#toOwner(slot, generation, Input.SERVER_ERROR);
          else this.#toClient(slot, generation, Input.CLIENT_ERROR);
          break;
        case Event.HANGUP:
          this.#hungUp(slot, generation, at);
          break;
        case Event.TIMEOUT:
          if (this.#slots.isOutbound(slot) && events[at + 3] === Timer.READ) this.#clientFirst(slot, generation, at);
          this.#timedOut(slot, generation, events[at + 3]!);
          break;
        case Event.WAKE:
          this.#woken();
          break;
        case Event.ACCEPT_PAUSED:
          this.#options.onAcceptPaused(events[at + 3]!, events[at + 4]!);
          break;
        default:
          break;
      }
    }
    this.#serveDue();
    if (this.#drained.length > 0) this.#tellDrained();
  };

  /** The process may end as soon as this is known: what is still to be sent or logged comes first. */
  #tellDrained(): void {
    this.#writer.flush();
    for (let generation = this.#drained.pop(); generation !== undefined; generation = this.#drained.pop()) {
      this.#options.onDrained(generation);
    }
  }

  #accepted(at: number, slot: number, generation: number): void {
    const events = this.#events;
    const listener = this.#plan?.listeners.get(events[at + 3]!);
    if (listener === undefined) {
      this.#writer.close(slot, generation, CloseMode.RESET);
      return;
    }
    const session = (this.#sessions[slot] ??= new Session(slot, this.#options.engine, this.#variables, this.#show));
    session.clientGeneration = generation;
    session.clientFamily = events[at + 4]!;
    session.clientA0 = events[at + 5]!;
    session.clientA1 = events[at + 6]!;
    session.clientA2 = events[at + 7]!;
    session.clientA3 = events[at + 8]!;
    session.clientPort = events[at + 9]!;
    session.acceptedMs = this.#clock[Clock.REALTIME_MS]!;
    session.acceptedAt = this.#clock[Clock.MONOTONIC_MS]!;
    session.code = 0;
    session.waitMs = -1;
    session.connectMs = -1;
    session.totalMs = 0;
    session.bytesRead = 0;
    session.bytesUploaded = 0;
    session.logged = false;
    session.retries = 0;
    session.redispatched = false;
    session.bound = session.forced = false;
    session.reassigned = false;
    session.serverQueue = 0;
    session.backendQueue = 0;
    session.server = undefined;
    session.listener = listener;

    const { frontend } = listener;
    session.requestNumber = frontend.generation.place.ticket();
    this.#begin(frontend.generation);
    this.#begin(frontend);
    this.#begin(listener);
    count(frontend, Counter.CONNECTIONS_TOTAL);
    count(listener, Counter.CONNECTIONS_TOTAL);
    session.backend = frontend.undecided;
    if (listener.straight) {
      this.#beginSession(session);
      session.backend = frontend.backend;
      this.#enterBackend(session);
      this.#assign(session);
    } else {
      this.#admission.accepted(session);
    }
  }

  #beginSession(session: Session): void {
    const { listener, frontend } = session;
    count(frontend, Counter.SESSIONS_TOTAL);
    count(listener!, Counter.SESSIONS_TOTAL);
    frontend.counters[Counter.LAST_SESSION_MS] = session.acceptedMs;
    frontend.place.rate.count(session.acceptedMs);
    frontend.log.accepted(session);
  }

  #enterBackend({ backend, acceptedMs }: Session): void {
    if (!backend!.exists) return;
    this.#begin(backend!);
    count(backend!, Counter.SESSIONS_TOTAL);
    backend!.place.rate.count(acceptedMs);
  }

  #assign(session: Session): void {
    const bond = session.backend!.rules?.bond;
    const server = bond?.choose(this.#subject.showRequest(session, true));
    if (server !== undefined) session.bound = true;
    session.forced = bond?.forced === true;
    this.#feed(session, server === undefined ? this.#pickOrWait(session) : this.#give(session, server), Fact.NONE);
  }

  #pickOrWait(session: Session): number {
    return this.#mustWait(session.backend!) ? Input.FULL : this.#pick(session, undefined);
  }

  /** `use-server`, `persist rdp-cookie`: this one, and another only when too many wait for it and `option redispatch` allows it. */
  #give(session: Session, server: ServerPlan<Session>): number {
    session.server = server;
    if (this.#takeFree(session, server)) return Input.ASSIGNED;
    if (!queueIsFull(server)) return Input.FULL;
    if (session.backend!.redispatchInterval === 0 || session.forced) return Input.QUEUE_FULL;
    session.bound = false;
    this.#countRedispatch(session, server);
    return this.#pickOrWait(session);
  }

  #countRedispatch(session: Session, from: ServerPlan<Session>): void {
    count(from, Counter.REDISPATCHES);
    count(session.backend!, Counter.REDISPATCHES);
    session.redispatched = true;
  }

  #dataCame(slot: number, generation: number, at: number): void {
    if (this.#slots.isOutbound(slot)) {
      const owner = this.#slots.owner(slot, generation);
      if (owner >= 0) this.#answers.data(this.#sessions[owner]!, at);
      return;
    }
    const session = this.#sessions[slot];
    if (session?.clientGeneration === generation) this.#admission.data(session, at);
  }

  #begin(row: Counted<Session>): void {
    enter(row);
    row.place.enter();
  }

  #end(row: Counted<Session>): number {
    leave(row);
    return row.place.leave();
  }

  /** Sessions wait for any server of the backend already: a new one goes behind them, unless they can all be served now. */
  #mustWait(backend: BackendPlan<Session>): boolean {
    if (backend.place.line.length === 0) return false;
    this.#serveBackend(backend.place);
    return backend.place.line.length > 0;
  }

  /** Chooses a server and takes a place on it; the outcome is an input of `step`. `avoid`: the server that has just failed. */
  #pick(session: Session, avoid: ServerPlan<Session> | undefined): number {
    const backend = session.backend!;
    if (backend.elsewhere !== undefined) {
      this.#take(session, backend.elsewhere);
      return backend.elsewhere === avoid ? Input.ASSIGNED_SAME : Input.ASSIGNED;
    }
    const epoch = backend.place.epoch();
    if (epoch !== backend.epoch) {
      backend.epoch = epoch;
      backend.balancer.refresh();
    }
    const candidate = backend.balancer.pick(session, avoid);
    if (candidate === undefined) {
      session.server = undefined;
      return backend.balancer.lastFailure === 'full' ? Input.FULL : Input.DOWN;
    }
    const server = backend.servers[candidate.index]!;
    session.server = server;
    if (!this.#takeFree(session, server)) return queueIsFull(server) ? Input.QUEUE_FULL : Input.FULL;
    if (server === avoid) return Input.ASSIGNED_SAME;
    count(server, Counter.LOADBALANCED);
    count(backend, Counter.LOADBALANCED);
    return Input.ASSIGNED;
  }

  /** A place on `server`, if there is one and nobody waits for it. */
  #takeFree(session: Session, server: ServerPlan<Session>): boolean {
    return (server.maxconn === 0 || server.queued() === 0) && this.#take(session, server);
  }

  /** A place on `server`, if there is one. */
  #take(session: Session, server: ServerPlan<Session>): boolean {
    if (!server.place.tryEnter(server.limit())) return false;
    enter(server);
    session.server = server;
    session.placed = true;
    if (server.known) session.backend!.balancer.took(server);
    return true;
  }

  #giveBack(session: Session): void {
    const server = session.server!;
    session.placed = false;
    this.#end(server);
    const backend = session.backend!;
    if (server.known) backend.balancer.dropped(server);
    if (server.maxconn > 0) this.#offer(server.place, backend.place);
  }

  /** A place has become free: whoever waits for it, in this worker or in another, gets a chance. */
  #offer(server: Place<Session>, backend: Place<Session>): void {
    const waiting = server.waitingWorkers() | backend.waitingWorkers();
    if (waiting === 0) return;
    const { worker } = this.#options;
    const own = server.line.length > 0 || backend.line.length > 0;
    const others = waiting & ~(own ? 1 << Math.min(worker, 31) : 0);
    for (let other = 0, bits = others; bits !== 0; other++, bits >>>= 1) {
      if ((bits & 1) !== 0 && other !== worker) this.#options.wake(other);
    }
    if (!own) return;
    // Our own line would always be the quickest: every other time it goes the long way like everybody's.
    this.#ownTurn = !this.#ownTurn;
    if (others !== 0 && this.#ownTurn) {
      this.#options.wake(worker);
      return;
    }
    this.#look(server);
    this.#look(backend);
  }

  #look(place: Place<Session>): void {
    if (place.due || place.line.length === 0) return;
    place.due = true;
    this.#due.push(place);
  }

  #woken(): void {
    for (const place of this.#options.places.waited()) this.#look(place);
  }

  #serveDue(): void {
    const due = this.#due;
    for (let place = due.pop(); place !== undefined; place = due.pop()) {
      place.due = false;
      const { first } = place.line;
      if (first === undefined) continue;
      if (first.backend?.place === place) this.#serveBackend(place);
      else this.#serveServer(place);
    }
  }

  /** Sessions that wait for any server of a backend. */
  #serveBackend(place: Place<Session>): void {
    let down: BackendPlan<Session> | undefined;
    for (let session = place.line.first; session !== undefined;) {
      const next: Session | undefined = session.nextWaiting;
      if (session.backend !== down) {
        const input = this.#pickForWaiting(session);
        if (input === Input.FULL || input === Input.QUEUE_FULL) return;
        if (input === Input.DOWN) down = session.backend;
        else this.#feed(session, Input.ASSIGNED, Fact.NONE);
      }
      session = next;
    }
  }

  /** Balancing counts only sessions it did not make wait, as HAProxy's `lbtot`. */
  #pickForWaiting(session: Session): number {
    const input = this.#pick(session, undefined);
    if (input === Input.ASSIGNED) {
      session.server!.counters[Counter.LOADBALANCED]! -= 1;
      session.backend!.counters[Counter.LOADBALANCED]! -= 1;
    } else {
      session.server = undefined;
    }
    return input;
  }

  /** Sessions that wait for this very server. When it is down they wait for any. */
  #serveServer(place: Place<Session>): void {
    for (let session = place.line.first; session !== undefined; session = place.line.first) {
      if (!place.isUp()) {
        place.stopWaiting(session);
        session.server!.counters[Counter.CURRENT_QUEUE]! -= 1;
        session.server = undefined;
        session.waitingAt = session.backend!.place;
        session.backend!.counters[Counter.CURRENT_QUEUE]! += 1;
        session.backendQueue = session.waitingAt.wait(session);
        this.#look(session.waitingAt);
      } else if (this.#take(session, session.server!)) {
        this.#feed(session, Input.ASSIGNED, Fact.NONE);
      } else {
        return;
      }
    }
  }

  /** The client has sent all that it will send, and the server has got it. */
  #clientEnded(slot: number, generation: number): void {
    const session = this.#sessions[slot];
    if (session?.clientGeneration !== generation) return;
    this.#feed(session, Input.CLIENT_EOF, session.backend!.nolinger ? Fact.NOLINGER : Fact.NONE);
  }

  #toClient(slot: number, generation: number, input: number): void {
    const session = this.#sessions[slot];
    if (session?.clientGeneration === generation) this.#feed(session, input, Fact.NONE);
  }

  #toOwner(slot: number, generation: number, input: number): void {
    const owner = this.#slots.owner(slot, generation);
    if (owner >= 0) this.#feed(this.#sessions[owner]!, input, Fact.NONE);
  }

  #connectFailed(slot: number, generation: number, code: number, ownAddress: boolean): void {
    const owner = this.#slots.owner(slot, generation);
    if (owner < 0) return;
    const session = this.#sessions[owner]!;
    this.#slots.release(slot);
    session.serverSlot = -1;
    if (ownAddress) {
      this.#failed(session, Input.NO_SOURCE);
      return;
    }
    if (session.server!.errorLimit > 0 && !NO_RESOURCES.has(code)) this.#observeError(session.server!);
    if (NO_RESOURCES.has(code)) this.#failed(session, Input.NO_RESOURCES);
    else this.#failed(session, code === errno.ETIMEDOUT ? Input.CONNECT_TIMEOUT : Input.REFUSED);
  }

  /** `observe layer4`. */
  #observeError(server: ServerPlan<Session>): void {
    if (server.place.countError() % server.errorLimit === 0) this.#options.onErrors(server.sharedRow);
  }

  #failed(session: Session, input: number): void {
    const backend = session.backend!;
    let facts: number = Fact.NONE;
    if (session.retries < backend.retries) {
      session.retries += 1;
      facts |= Fact.RETRIES_LEFT;
      const others = !backend.hashes && hasSeveralServers(backend);
      if (redispatches(session, others)) facts |= Fact.REDISPATCH;
      // A hash that designates the same server again is obeyed at once, a turn that comes round to it only after a pause.
      if ((facts & Fact.REDISPATCH) === 0 || (!backend.hashes && !others)) facts |= Fact.FAILED_AT_ONCE;
    }
    if (input !== Input.REFUSED) facts &= ~Fact.FAILED_AT_ONCE;
    const { clientTimeoutMs } = session.frontend;
    if (clientTimeoutMs > 0 && this.#clock[Clock.MONOTONIC_MS]! - session.acceptedAt >= clientTimeoutMs)
      facts |= Fact.CLIENT_OVERDUE;
    this.#feed(session, input, facts);
  }

  #hungUp(slot: number, generation: number, at: number): void {
    const code = this.#events[at + 3]!;
    const unread = this.#events[at + 4]!;
    if (this.#slots.isOutbound(slot)) {
      if (code !== 0) this.#toOwner(slot, generation, Input.SERVER_ERROR);
      return;
    }
    const session = this.#sessions[slot];
    if (session?.clientGeneration !== generation) return;
    if (code !== 0) this.#feed(session, Input.CLIENT_ERROR, Fact.NONE);
    else if (unread === 0 && !this.#connects(session, at)) this.#feed(session, Input.CLIENT_LEFT, Fact.NONE);
  }

  /** The server is there as well, its event only comes later: the client's FIN will be passed on to it. */
  #connects({ serverSlot, serverGeneration }: Session, at: number): boolean {
    return serverSlot >= 0 && this.#follows(Event.CONNECTED, serverSlot, serverGeneration, at);
  }

  /** Whether the same batch has another event of a slot further on. */
  #follows(type: number, slot: number, generation: number, after: number): boolean {
    const events = this.#events;
    for (let at = after + EVENT_WORDS; at < this.#batchEnd; at += EVENT_WORDS) {
      if (events[at] === type && events[at + 1] === slot && events[at + 2] === generation) return true;
    }
    return false;
  }

  /** Both sides ran out of time in the same millisecond: the client is looked at first, as HAProxy does. */
  #clientFirst(slot: number, generation: number, at: number): void {
    const owner = this.#slots.owner(slot, generation);
    if (owner < 0) return;
    const session = this.#sessions[owner]!;
    if (this.#follows(Event.TIMEOUT, owner, session.clientGeneration, at)) this.#feed(session, Input.CLIENT_IDLE, Fact.NONE);
  }

  #timedOut(slot: number, generation: number, which: number): void {
    if (this.#slots.isOutbound(slot)) {
      const owner = this.#slots.owner(slot, generation);
      if (owner < 0) return;
      if (which === Timer.ALARM) this.#answers.alarm(this.#sessions[owner]!);
      else this.#toOwner(slot, generation, which === Timer.READ ? Input.SERVER_IDLE : Input.SERVER_STUCK);
      return;
    }
    const session = this.#sessions[slot];
    if (session?.clientGeneration !== generation) return;
    if (which === Timer.READ) this.#feed(session, Input.CLIENT_IDLE, Fact.NONE);
    else if (which === Timer.WRITE) this.#feed(session, Input.CLIENT_STUCK, Fact.NONE);
    else if (session.state === State.HEADER || session.state === State.INSPECTING) this.#admission.alarm(session);
    else if (session.state === State.QUEUED) this.#queueAlarm(session);
    else this.#feed(session, Input.TURNAROUND_OVER, Fact.NONE);
  }

  #queueAlarm(session: Session): void {
    // A queue without a bound of its own still has the client's.
    if (session.alarmIsClients) {
      this.#feed(session, Input.CLIENT_IDLE, Fact.NONE);
      return;
    }
    session.waitMs = this.#elapsed(session);
    this.#feed(session, Input.QUEUE_TIMEOUT, Fact.NONE);
  }

  #elapsed(session: Session): number {
    return this.#clock[Clock.MONOTONIC_MS]! - session.acceptedAt;
  }

  #feed(session: Session, input: number, facts: number): void {
    const before = session.state;
    const decision = step(before, input, facts);
    session.state = nextState(decision);
    if (session.code === 0) session.code = terminationOf(decision);
    const actions = actionsOf(decision);
    if (actions !== Action.NONE) this.#perform(session, actions, facts, input);
  }

  #perform(session: Session, actions: number, facts: number, input: number): void {
    if ((actions & Action.DEQUEUE) !== 0) this.#dequeue(session, input);
    const failed = session.server;
    if ((actions & Action.GIVE_BACK) !== 0) this.#giveBack(session);
    if ((actions & Action.COUNT_RETRY) !== 0) {
      count(session.server!, Counter.RETRIES);
      count(session.backend!, Counter.RETRIES);
    }
    if ((actions & Action.PICK_OTHER) !== 0) {
      session.bound = false;
      const outcome = this.#pick(session, failed);
      session.reassigned = true;
      if (outcome === Input.DOWN) session.server = failed;
      if (outcome === Input.ASSIGNED || (outcome === Input.FULL && session.server !== failed)) {
        this.#countRedispatch(session, failed!);
      }
      this.#feed(session, outcome, facts);
      return;
    }
    if ((actions & Action.ENQUEUE) !== 0) this.#enqueue(session);
    if ((actions & Action.PAUSE) !== 0) this.#pause(session);
    if ((actions & Action.CONNECT) !== 0) this.#connect(session);
    if ((actions & Action.COUNT_CONNECTED) !== 0) {
      session.connectMs = Math.max(0, this.#elapsed(session) - session.waitMs);
      if (session.server!.errorLimit > 0) session.server!.place.clearErrors();
      this.#logConnected(session);
      if (session.answering) this.#answers.connected(session);
    }
    if ((actions & Action.INSPECT) !== 0) this.#admission.inspect(session);
    if ((actions & Action.SHUT_SERVER) !== 0) this.#writer.shutdown(session.serverSlot, session.serverGeneration);
    if ((actions & Action.SHUT_CLIENT) !== 0) this.#writer.shutdown(session.clientSlot, session.clientGeneration);
    if ((actions & Action.SERVER_FIN_TIMEOUT) !== 0 && session.backend!.serverFinTimeoutMs > 0) {
      this.#writer.timeouts(session.serverSlot, session.serverGeneration, session.backend!.serverFinTimeoutMs, -1);
    }
    if ((actions & Action.CLIENT_FIN_TIMEOUT) !== 0 && session.frontend.clientFinTimeoutMs > 0) {
      this.#writer.timeouts(session.clientSlot, session.clientGeneration, session.frontend.clientFinTimeoutMs, -1);
    }
    if ((actions & Action.FINISH) !== 0) this.#finish(session, actions);
    else if ((actions & Action.DISMISS) !== 0) this.#leave(session, session.closeMode);
  }

  #enqueue(session: Session): void {
    const { server } = session;
    const row: Counted<Session> = server ?? session.backend!;
    session.waitingAt = row.place;
    row.counters[Counter.CURRENT_QUEUE]! += 1;
    const position = row.place.wait(session);
    if (server === undefined) session.backendQueue = position;
    else session.serverQueue = position;
    // Somebody may have left between our look and our place in the line, and did not see us waiting.
    this.#look(row.place);

    const { queueTimeoutMs } = session.backend!;
    const clientMs = session.frontend.clientTimeoutMs;
    const left = clientMs > 0 ? Math.max(1, clientMs - this.#elapsed(session)) : 0;
    session.alarmIsClients = left > 0 && (queueTimeoutMs === 0 || left < queueTimeoutMs);
    const alarmMs = session.alarmIsClients ? left : queueTimeoutMs;
    if (alarmMs > 0) this.#writer.alarm(session.clientSlot, session.clientGeneration, Math.ceil(alarmMs));
  }

  #dequeue(session: Session, input: number): void {
    const place = session.waitingAt!;
    const row: Counted<Session> = place === session.backend!.place ? session.backend! : session.server!;
    place.stopWaiting(session);
    row.counters[Counter.CURRENT_QUEUE]! -= 1;
    session.waitingAt = undefined;
    if (input === Input.ASSIGNED) this.#writer.alarm(session.clientSlot, session.clientGeneration, 0);
    else if (input !== Input.CLIENT_IDLE) session.waitMs = this.#elapsed(session);
  }

  #pause(session: Session): void {
    const { connectTimeoutMs } = session.backend!;
    const ms = connectTimeoutMs > 0 ? Math.min(TURNAROUND_MS, connectTimeoutMs) : TURNAROUND_MS;
    this.#writer.alarm(session.clientSlot, session.clientGeneration, ms);
  }

  #connect(session: Session): void {
    const server = session.server!;
    const backend = session.backend!;
    const { frontend } = session;
    if (session.waitMs < 0 || session.reassigned) session.waitMs = this.#elapsed(session);
    session.reassigned = false;
    count(server, Counter.SESSIONS_TOTAL);
    count(server, Counter.CONNECTION_ATTEMPTS);
    count(backend, Counter.CONNECTION_ATTEMPTS);
    const realtime = this.#clock[Clock.REALTIME_MS]!;
    server.counters[Counter.LAST_SESSION_MS] = realtime;
    backend.counters[Counter.LAST_SESSION_MS] = realtime;

    const slot = this.#slots.take(session.clientSlot);
    if (slot < 0) {
      this.#feed(session, Input.NO_RESOURCES, Fact.NONE);
      return;
    }
    const generation = this.#slots.generation(slot);
    session.serverSlot = slot;
    session.serverGeneration = generation;
    const writer = this.#writer;
    this.#outbound.connect(session, server, backend.connectTimeoutMs);

    const tunnelMs = backend.tunnelTimeoutMs;
    const clientMs = tunnelMs > 0 ? tunnelMs : frontend.clientTimeoutMs;
    const serverMs = tunnelMs > 0 ? tunnelMs : backend.serverTimeoutMs;
    const { splice } = this.#options;
    const relay = this.#relay;
    relay.row0 = frontend.row;
    relay.row1 = session.listener!.row;
    relay.row2 = backend.row;
    relay.row3 = server.row;
    relay.toSlot = slot;
    relay.toGeneration = generation;
    relay.flags =
      (backend.nolinger ? 0 : RelayFlag.SHUTDOWN_AT_EOF) |
      frontend.independent |
      (splice ? uniteSplice(frontend.splice.request, backend.splice.request) : RelayFlag.COPY);
    relay.readTimeoutMs = clientMs;
    relay.writeTimeoutMs = serverMs;
    relay.direction = 0;
    relay.dropBytes = session.dropBytes;
    session.dropBytes = 0;
    writer.relay(session.clientSlot, session.clientGeneration, relay);
    if (backend.rules?.response.empty === false) {
      session.answering = true;
    } else {
      this.#relayAnswer(session);
    }
  }

  /** What the server sends goes to the client from now on. */
  #relayAnswer(session: Session): void {
    const relay = this.#relay;
    const { frontend } = session;
    const backend = session.backend!;
    const tunnelMs = backend.tunnelTimeoutMs;
    relay.row0 = frontend.row;
    relay.row1 = session.listener!.row;
    relay.row2 = backend.row;
    relay.row3 = session.server!.row;
    relay.dropBytes = 0;
    relay.toSlot = session.clientSlot;
    relay.toGeneration = session.clientGeneration;
    relay.flags =
      RelayFlag.SHUTDOWN_AT_EOF |
      backend.independent |
      (this.#options.splice ? uniteSplice(frontend.splice.response, backend.splice.response) : RelayFlag.COPY);
    relay.readTimeoutMs = tunnelMs > 0 ? tunnelMs : backend.serverTimeoutMs;
    relay.writeTimeoutMs = tunnelMs > 0 ? tunnelMs : frontend.clientTimeoutMs;
    relay.direction = 1;
    this.#writer.relay(session.serverSlot, session.serverGeneration, relay);
  }

  #logConnected(session: Session): void {
    const { connected } = session.frontend.log;
    if (connected === undefined) return;
    session.totalMs = this.#elapsed(session);
    this.#countForLog(session);
    session.logged = connected(session);
  }

  #countForLog(session: Session): void {
    session.subject = this.#subject.of(session);
    this.#countMoment(session);
  }

  /** What formats say of this moment. */
  #countMoment(session: Session): void {
    const { server, frontend } = session;
    const backend = session.backend!;
    session.backendConnections = backend.exists ? backend.place.sessions() : 0;
    session.serverConnections = server === undefined ? 0 : server.place.sessions();
    session.frontendConnections = frontend.place.sessions();
    session.activeConnections = Atomics.load(this.#options.gates, this.#options.globalGate * GATE_WORDS + GateWord.CURRENT);
  }

  #finish(session: Session, actions: number): void {
    const backend = session.backend!;
    const { server, frontend } = session;
    session.totalMs = this.#elapsed(session);
    const { received } = this.#options.engine;
    session.bytesUploaded = received[session.clientSlot]!;
    if (session.serverSlot >= 0 && session.connectMs >= 0) session.bytesRead = received[session.serverSlot]!;
    if (session.placed) this.#giveBack(session);
    if (backend.exists) {
      this.#end(backend);
      countTermination(session, backend);
      countTimes(session, backend);
    }
    if (server !== undefined) {
      countTermination(session, server);
      countTimes(session, server);
    }
    countTimes(session, frontend);

    if (!session.logged) {
      this.#countForLog(session);
      frontend.log.write(session);
    }

    if (session.serverSlot >= 0) {
      const reset = (actions & Action.RESET_SERVER) !== 0 || backend.nolinger;
      this.#writer.close(session.serverSlot, session.serverGeneration, reset ? CloseMode.RESET : CloseMode.FIN);
      this.#slots.release(session.serverSlot);
      session.serverSlot = -1;
    }
    const reset = (actions & Action.RESET_CLIENT) !== 0 || frontend.nolinger;
    this.#leave(session, session.silent ? CloseMode.SILENT : reset ? CloseMode.RESET : CloseMode.FIN);
  }

  /** The client's connection is closed and counted no more. */
  #leave(session: Session, mode: number): void {
    const { frontend, listener } = session;
    this.#writer.close(session.clientSlot, session.clientGeneration, mode);
    if (!listener!.straight || session.backend!.rules !== undefined) session.forget();
    this.#end(listener!);
    this.#end(frontend);
    const { generation } = frontend;
    if (this.#end(generation) === 0 && generation.retired) this.#drained.push(generation.number);
    session.state = State.IDLE;
    session.clientGeneration = 0;
    session.listener = undefined;
    session.backend = undefined;
    session.server = undefined;
  }
}

/**
 * `option redispatch`: is this retry made with another server? When the server is down; when its turn has come: every n-th
 * retry, or, for a negative interval, the n-th before the last; and when `others` may be chosen as well and nothing bound the
 * session to this one. What `force-persist` holds stays.
 */
function redispatches({ backend, server, retries: retry, bound, forced }: Session, others: boolean): boolean {
  const { redispatchInterval: interval, retries } = backend!;
  if (interval === 0 || forced) return false;
  if (!server!.isReachable() || (others && !bound)) return true;
  return retry % (interval > 0 ? interval : retries + 1 + interval) === 0;
}

/** Beside backups. */
function hasSeveralServers({ servers }: BackendPlan<Session>): boolean {
  let usable = 0;
  for (const server of servers) if (!server.server.backup && server.usable() && ++usable > 1) return true;
  return false;
}
