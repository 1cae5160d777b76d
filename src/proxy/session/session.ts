/**
 * One client connection and what became of it. Sessions are pooled, one for each inbound slot that was ever used, and
 * hold small integers: a connection allocates nothing.
 */
import type { Engine } from '../../native.js';
import type { Sample } from '../sample/sample.js';
import type { Subject } from '../sample/subject.js';
import { Variables } from '../sample/variables.js';
import type { BalanceKey } from '../balance/balancer.js';
import type { Address, SessionRecord } from '../log/session-record.js';
import type { BackendPlan, FrontendPlan, ListenerPlan, ServerPlan } from '../plan/plan.js';
import type { Place } from '../plan/place.js';
import type { Waiter } from '../plan/waiting-line.js';
import type { Destination } from './command-writer.js';
import { Cause, causeOf, State, terminationText } from './step.js';

export class Session implements SessionRecord, BalanceKey, Waiter<Session> {
  state: number = State.IDLE;
  /** See step.ts; 0 = orderly. */
  code = 0;

  clientGeneration = 0;
  /** −1: none. */
  serverSlot = -1;
  serverGeneration = 0;

  clientFamily = 0;
  clientA0 = 0;
  clientA1 = 0;
  clientA2 = 0;
  clientA3 = 0;
  clientPort = 0;

  /** undefined while the session is not in use, so that it keeps no old generation alive. */
  listener: ListenerPlan<Session> | undefined;
  backend: BackendPlan<Session> | undefined;
  server: ServerPlan<Session> | undefined;
  /** Holds a place on `server`. */
  placed = false;
  /** Waits there. */
  waitingAt: Place<Session> | undefined;
  nextWaiting: Session | undefined;
  previousWaiting: Session | undefined;

  retries = 0;
  redispatched = false;
  /** A rule or a cookie named its server, and it has not been given to another one. */
  bound = false;
  /** `force-persist`: it is never given to another one. */
  forced = false;
  /** The place that comes after the turn-around delay was chosen anew: the time to get there counts as waiting. */
  reassigned = false;
  /** The alarm in the queue stands for the client's timeout, not for the queue's. */
  alarmIsClients = false;

  /** What of the admission it is in; `Phase` of admission.ts. */
  phase = 0;
  /** Bytes of the client's that were seen and not passed on, and where in `Engine.buffers`. */
  contentBegin = 0;
  contentEnd = 0;
  /** Of those, how many are no traffic: the header. */
  dropBytes = 0;
  /** CLOCK_MONOTONIC ms: the end of the time to inspect, when there is one. */
  inspectUntil = 0;
  /** The server's first bytes are inspected: nothing goes to the client yet. */
  answering = false;
  /** A PROXY or NetScaler header was read. */
  proxyHeader = false;
  /** TLVs of the PROXY header. */
  headerTlvs: Buffer | undefined;
  /** Closed without a word to the client. */
  silent = false;
  /** How a connection that never was a session is closed: `CloseMode`. */
  closeMode = 0;
  /** Where the client wanted to go, when a header or a rule said so. family 0: as the kernel says. */
  target: Destination | undefined;
  /** Level of its log line when a rule said so; −1: none is written. */
  logLevel: number | undefined;
  captures: { request: string[]; response: string[] } | undefined;
  /** SO_MARK and TOS of the connection to the server, when a rule said so. */
  serverMark: number | undefined;
  serverTos: number | undefined;
  #variables: Variables | undefined;

  acceptedMs = 0;
  /** CLOCK_MONOTONIC ms. */
  acceptedAt = 0;
  waitMs = -1;
  connectMs = -1;
  totalMs = 0;
  bytesRead = 0;
  bytesUploaded = 0;
  handshakeMs = 0;
  requestNumber = 0;
  lineNumber = 0;
  /** Its line was written when the server was connected. */
  logged = false;
  /** Set when a line is written. */
  subject: Subject | undefined = undefined;
  activeConnections = 0;
  frontendConnections = 0;
  backendConnections = 0;
  serverConnections = 0;
  serverQueue = 0;
  backendQueue = 0;

  constructor(
    readonly clientSlot: number,
    readonly engine: Pick<Engine, 'localAddress'>,
    readonly processVariables: Map<string, Sample>,
    private readonly show: (session: Session, content: boolean) => Subject,
  ) {}

  variables(): Variables {
    return (this.#variables ??= new Variables(this.processVariables));
  }

  /** `target`, to be written to. */
  ownTarget(): Destination {
    return (this.target ??= { family: 0, words: new Int32Array(4), port: 0 });
  }

  /** Forgets what rules and headers have said. */
  forget(): void {
    this.phase = 0;
    this.contentBegin = this.contentEnd = this.dropBytes = 0;
    this.inspectUntil = 0;
    this.answering = false;
    this.proxyHeader = false;
    this.headerTlvs = undefined;
    this.silent = false;
    if (this.target !== undefined) this.target.family = 0;
    this.logLevel = undefined;
    this.captures = undefined;
    this.serverMark = this.serverTos = undefined;
    this.#variables?.reset();
  }

  get frontend(): FrontendPlan<Session> {
    return this.listener!.frontend;
  }

  // BalanceKey
  get family(): number {
    return this.clientFamily;
  }
  get a0(): number {
    return this.clientA0;
  }
  get a1(): number {
    return this.clientA1;
  }
  get a2(): number {
    return this.clientA2;
  }
  get a3(): number {
    return this.clientA3;
  }
  asSubject(): Subject {
    return this.show(this, false);
  }
  withContent(): Subject {
    return this.show(this, true);
  }

  // SessionRecord
  get listenerNumber(): number {
    return this.listener?.number ?? 0;
  }
  get listenerName(): string | undefined {
    return this.listener?.facts.name;
  }
  get frontendName(): string {
    return this.listener?.frontend.name ?? '';
  }
  get backendName(): string {
    return this.backend?.name ?? '';
  }
  get serverName(): string | undefined {
    return this.server?.known === true ? this.server.name : undefined;
  }
  get termination(): string {
    return terminationText(this.code);
  }
  get failed(): boolean {
    return causeOf(this.code) !== Cause.NONE || this.retries > 0 || this.redispatched;
  }
  get serverAddress(): Address | undefined {
    return this.server?.address;
  }
  localAddress(): Address | undefined {
    return this.engine.localAddress(this.clientSlot, this.clientGeneration);
  }
  sourceAddress(): Address | undefined {
    return this.serverSlot < 0 ? undefined : this.engine.localAddress(this.serverSlot, this.serverGeneration);
  }
  captured(side: 'request' | 'response', slot: number): string | undefined {
    return this.captures?.[side][slot];
  }
  countLine(): void {
    this.lineNumber = this.frontend.place.ticket();
  }
}
