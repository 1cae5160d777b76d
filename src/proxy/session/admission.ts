/**
 * What stands between a client that was accepted and the choice of its server: headers before the traffic and the rules of
 * frontend and backend. Connections to which nothing of this applies never come here.
 * Source: configuration.txt, 4.2 "tcp-request connection", "tcp-request session", "tcp-request content", "use_backend".
 */
import { Clock, CloseMode, Intake, type Engine } from '../../native.js';
import { Counter } from '../board.js';
import type { HeaderKind } from '../plan/plan.js';
import type { RuleSet } from '../rules/rule-set.js';
import { Verdict } from '../rules/verdict.js';
import { count } from './account.js';
import type { CommandWriter } from './command-writer.js';
import { Outcome, Preamble } from './header/preamble.js';
import { netscalerTexts, proxyTexts, readNetscalerHeader, readProxyHeader } from './header/read-preamble.js';
import type { Session } from './session.js';
import { Input } from './step.js';
import type { SessionSubject } from './subject.js';

/** `Session.phase`. */
export const Phase = { NONE: 0, PROXY: 1, NETSCALER: 2, FRONTEND: 3, BACKEND: 4 } as const;

const waitTexts = {
  [Phase.PROXY]: {
    closed: 'Connection closed while waiting for PROXY protocol header',
    failed: 'Connection error while waiting for PROXY protocol header',
    timeout: 'Timeout while waiting for PROXY protocol header',
  },
  [Phase.NETSCALER]: {
    closed: 'Connection closed while waiting for NetScaler Client IP header',
    failed: 'Connection error while waiting for NetScaler Client IP header',
    timeout: 'Timeout while waiting for a NetScaler Client IP header',
  },
};

/** What the runner does for the admission. */
export interface AdmissionHost {
  feed(session: Session, input: number): void;
  /** The connection is a session now. */
  begin(session: Session): void;
  /** It has a backend. */
  enterBackend(session: Session): void;
  /** Nothing stands in the way of a server any more. */
  assign(session: Session): void;
}

export class Admission {
  readonly #clock: Float64Array;
  readonly #events: Int32Array;
  readonly #buffers: Buffer;
  readonly #bufferBytes: number;
  readonly #writer: CommandWriter;
  readonly #subject: SessionSubject;
  readonly #host: AdmissionHost;
  readonly #preamble = new Preamble();

  constructor(
    engine: Pick<Engine, 'clock' | 'events' | 'buffers'>,
    bufferBytes: number,
    parts: { writer: CommandWriter; subject: SessionSubject; host: AdmissionHost },
  ) {
    this.#clock = engine.clock;
    this.#events = engine.events;
    this.#buffers = engine.buffers;
    this.#bufferBytes = bufferBytes;
    this.#writer = parts.writer;
    this.#subject = parts.subject;
    this.#host = parts.host;
  }

  /** A client that was just accepted. */
  accepted(session: Session): void {
    const listener = session.listener!;
    const { frontend } = listener;
    let header: HeaderKind = listener.header;
    const rules = frontend.rules?.connection;
    if (rules !== undefined && !rules.empty) {
      switch (rules.evaluate(this.#subject.of(session), true)) {
        case Verdict.REJECT:
          count(frontend, Counter.DENIED_CONNECTIONS);
          count(listener, Counter.DENIED_CONNECTIONS);
          this.#dismiss(session, CloseMode.RESET);
          return;
        case Verdict.SILENT_DROP:
          this.#countDenied(session);
          this.#dismiss(session, CloseMode.SILENT);
          return;
        case Verdict.EXPECT_PROXY:
          header = 'proxy';
          break;
        case Verdict.EXPECT_NETSCALER:
          header = 'netscaler';
          break;
        default:
          break;
      }
    }
    if (header === 'none') {
      this.#open(session);
      return;
    }
    session.phase = header === 'proxy' ? Phase.PROXY : Phase.NETSCALER;
    this.#host.feed(session, Input.HEADER_AWAITED);
  }

  /** Orders a look at what the client sends, and a bound for the wait. */
  inspect(session: Session): void {
    const { clientSlot, clientGeneration } = session;
    this.#writer.inspect(clientSlot, clientGeneration, session.dropBytes, session.contentEnd - session.contentBegin);
    session.dropBytes = 0;
    const { clientTimeoutMs } = session.listener!.frontend;
    let ms = clientTimeoutMs > 0 ? clientTimeoutMs : Infinity;
    if (session.inspectUntil > 0) ms = Math.min(ms, Math.max(1, session.inspectUntil - this.#now()));
    this.#writer.alarm(clientSlot, clientGeneration, ms === Infinity ? 0 : Math.ceil(ms));
  }

  /** A DATA event of the client's slot. */
  data(session: Session, at: number): void {
    const buffer = this.#events[at + 3]!;
    const how = this.#events[at + 6]!;
    const memory = buffer < 0 ? 0 : buffer * this.#bufferBytes;
    session.contentBegin = buffer < 0 ? 0 : memory + this.#events[at + 4]!;
    session.contentEnd = buffer < 0 ? 0 : memory + this.#events[at + 5]!;
    if (session.phase === Phase.PROXY || session.phase === Phase.NETSCALER) this.#header(session, how);
    else this.#judge(session, how !== Intake.MORE);
  }

  /** The time to wait is over. */
  alarm(session: Session): void {
    const { phase } = session;
    if (phase === Phase.PROXY || phase === Phase.NETSCALER) this.#refuse(session, waitTexts[phase].timeout, CloseMode.FIN);
    else this.#judge(session, true);
  }

  #header(session: Session, how: number): void {
    const preamble = this.#preamble;
    const { contentBegin: begin, contentEnd: end } = session;
    const ofProxy = session.phase === Phase.PROXY;
    const words = waitTexts[ofProxy ? Phase.PROXY : Phase.NETSCALER];
    if (how === Intake.FAILED) {
      this.#refuse(session, words.failed, CloseMode.RESET);
      return;
    }
    if (begin === end) {
      this.#refuse(session, words.closed, CloseMode.FIN);
      return;
    }
    const outcome = ofProxy
      ? readProxyHeader(this.#buffers, begin, end, preamble)
      : readNetscalerHeader(this.#buffers, begin, end, session.listener!.netscalerMagic, preamble);
    if (preamble.family !== 0) takeOver(session, preamble);
    if (outcome !== Outcome.DONE) {
      const texts = ofProxy ? proxyTexts : netscalerTexts;
      this.#refuse(session, texts[outcome]!, CloseMode.RESET);
      return;
    }
    session.proxyHeader = true;
    if (preamble.tlvEnd > preamble.tlvBegin) {
      session.headerTlvs = Buffer.from(this.#buffers.subarray(begin + preamble.tlvBegin, begin + preamble.tlvEnd));
    }
    session.dropBytes = preamble.length;
    session.contentBegin += preamble.length;
    this.#writer.alarm(session.clientSlot, session.clientGeneration, 0);
    this.#open(session);
  }

  /** The connection is known: it becomes a session, unless a rule is against it. */
  #open(session: Session): void {
    const listener = session.listener!;
    const { frontend } = listener;
    const rules = frontend.rules?.session;
    if (rules !== undefined && !rules.empty) {
      const verdict = rules.evaluate(this.#subject.of(session), true);
      if (verdict === Verdict.REJECT || verdict === Verdict.SILENT_DROP) {
        count(frontend, Counter.DENIED_SESSIONS);
        count(listener, Counter.DENIED_SESSIONS);
        this.#dismiss(session, verdict === Verdict.REJECT ? CloseMode.FIN : CloseMode.SILENT);
        return;
      }
    }
    this.#host.begin(session);
    session.phase = Phase.FRONTEND;
    this.#judge(session, false);
  }

  /** Asks the rules that are left, until one of them refuses or wants to see more. `final`: there is no more to see. */
  #judge(session: Session, final: boolean): void {
    const { frontend } = session.listener!;
    if (session.phase === Phase.FRONTEND) {
      const { rules } = frontend;
      if (rules !== undefined && !this.#passes(session, rules.content, rules.contentDelayMs, final)) return;
      session.inspectUntil = 0;
      session.backend = rules?.chooseBackend?.(this.#show(session, final)) ?? frontend.backend;
      this.#host.enterBackend(session);
      session.phase = Phase.BACKEND;
    }
    const rules = session.backend!.rules;
    if (rules !== undefined && !this.#passes(session, rules.request, rules.requestDelayMs, final)) return;
    session.phase = Phase.NONE;
    this.#writer.alarm(session.clientSlot, session.clientGeneration, 0);
    this.#host.assign(session);
  }

  #passes(session: Session, rules: RuleSet, delayMs: number | undefined, final: boolean): boolean {
    if (rules.empty) return true;
    const over = delayMs === undefined || delayMs === 0 || (session.inspectUntil > 0 && this.#now() >= session.inspectUntil);
    switch (rules.evaluate(this.#show(session, final || over), final || over)) {
      case Verdict.WAIT:
        if (session.inspectUntil === 0) session.inspectUntil = this.#now() + delayMs!;
        this.#host.feed(session, Input.UNDECIDED);
        return false;
      case Verdict.SILENT_DROP:
        session.silent = true;
        this.#deny(session);
        return false;
      case Verdict.REJECT:
        this.#deny(session);
        return false;
      default:
        return true;
    }
  }

  #deny(session: Session): void {
    this.#countDenied(session);
    const bytes = session.contentEnd - session.contentBegin;
    for (const row of [session.listener!, session.listener!.frontend]) row.counters[Counter.BYTES_IN]! += bytes;
    if (session.phase === Phase.BACKEND) session.backend!.counters[Counter.BYTES_IN]! += bytes;
    this.#host.feed(session, Input.REQUEST_DENIED);
  }

  #countDenied(session: Session): void {
    count(session.listener!, Counter.DENIED_REQUESTS);
    count(session.listener!.frontend, Counter.DENIED_REQUESTS);
  }

  #show(session: Session, final: boolean): SessionSubject {
    return this.#subject.showRequest(session, final);
  }

  #refuse(session: Session, text: string, mode: number): void {
    session.listener!.frontend.log.refused(session, text);
    this.#dismiss(session, mode);
  }

  #dismiss(session: Session, mode: number): void {
    session.closeMode = mode;
    this.#host.feed(session, Input.DISMISSED);
  }

  #now(): number {
    return this.#clock[Clock.MONOTONIC_MS]!;
  }
}

/** The client is who the header says. */
function takeOver(session: Session, preamble: Preamble): void {
  session.clientFamily = preamble.family;
  session.clientA0 = preamble.source[0]!;
  session.clientA1 = preamble.source[1]!;
  session.clientA2 = preamble.source[2]!;
  session.clientA3 = preamble.source[3]!;
  session.clientPort = preamble.sourcePort;
  const target = session.ownTarget();
  target.family = preamble.family;
  target.words.set(preamble.destination);
  target.port = preamble.destinationPort;
}
