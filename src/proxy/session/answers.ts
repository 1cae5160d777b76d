/**
 * `tcp-response content`: the server's first bytes are looked at before they go to the client.
 * Source: configuration.txt, 4.2 "tcp-response content", "tcp-response inspect-delay".
 */
import { Clock, Intake, type Engine } from '../../native.js';
import { Counter } from '../board.js';
import { Verdict } from '../rules/verdict.js';
import { count } from './account.js';
import type { CommandWriter } from './command-writer.js';
import type { Session } from './session.js';
import { Input } from './step.js';
import type { SessionSubject } from './subject.js';

export interface AnswersHost {
  feed(session: Session, input: number): void;
  /** The answer may pass. */
  relay(session: Session): void;
}

export class Answers {
  readonly #clock: Float64Array;
  readonly #events: Int32Array;
  readonly #bufferBytes: number;
  readonly #writer: CommandWriter;
  readonly #subject: SessionSubject;
  readonly #host: AnswersHost;

  constructor(
    engine: Pick<Engine, 'clock' | 'events'>,
    bufferBytes: number,
    parts: { writer: CommandWriter; subject: SessionSubject; host: AnswersHost },
  ) {
    this.#clock = engine.clock;
    this.#events = engine.events;
    this.#bufferBytes = bufferBytes;
    this.#writer = parts.writer;
    this.#subject = parts.subject;
    this.#host = parts.host;
  }

  /** The server is there: rules that need nothing of its answer decide at once, as all do without an inspect-delay. */
  connected(session: Session): void {
    session.inspectUntil = 0;
    session.contentBegin = session.contentEnd = 0;
    this.#judge(session, false);
  }

  /** A DATA event of the server's slot. */
  data(session: Session, at: number): void {
    const how = this.#events[at + 6]!;
    if (how === Intake.FAILED) {
      this.#host.feed(session, Input.SERVER_ERROR);
      return;
    }
    const buffer = this.#events[at + 3]!;
    const memory = buffer < 0 ? 0 : buffer * this.#bufferBytes;
    session.contentBegin = buffer < 0 ? 0 : memory + this.#events[at + 4]!;
    session.contentEnd = buffer < 0 ? 0 : memory + this.#events[at + 5]!;
    this.#judge(session, how !== Intake.MORE);
  }

  /** The time to inspect, or the server's own, is over: rules must say what they think of what there is. */
  alarm(session: Session): void {
    if (!session.answering) return;
    const inspected = session.inspectUntil > 0 && this.#now() >= session.inspectUntil;
    const verdict = this.#evaluate(session, true);
    if (inspected || verdict === Verdict.REJECT || verdict === Verdict.SILENT_DROP) this.#follow(session, verdict);
    else this.#host.feed(session, Input.SERVER_IDLE);
  }

  #judge(session: Session, final: boolean): void {
    const delayMs = session.backend!.rules?.responseDelayMs ?? 0;
    const over = final || delayMs === 0 || (session.inspectUntil > 0 && this.#now() >= session.inspectUntil);
    this.#follow(session, this.#evaluate(session, over));
  }

  #evaluate(session: Session, final: boolean): number {
    return session.backend!.rules!.response.evaluate(this.#subject.showResponse(session, final), final);
  }

  #follow(session: Session, verdict: number): void {
    const { serverSlot, serverGeneration } = session;
    switch (verdict) {
      case Verdict.WAIT:
        if (session.inspectUntil === 0) session.inspectUntil = this.#now() + (session.backend!.rules!.responseDelayMs ?? 0);
        this.#writer.inspect(serverSlot, serverGeneration, 0, session.contentEnd - session.contentBegin);
        this.#await(session);
        return;
      case Verdict.SILENT_DROP:
        session.silent = true;
        this.#deny(session);
        return;
      case Verdict.REJECT:
        this.#deny(session);
        return;
      default:
        session.answering = false;
        this.#writer.alarm(serverSlot, serverGeneration, 0);
        this.#host.relay(session);
    }
  }

  #deny(session: Session): void {
    const { listener, frontend, backend, server } = session;
    const bytes = session.contentEnd - session.contentBegin;
    for (const row of [frontend, listener!, backend!, server!]) {
      count(row, Counter.DENIED_RESPONSES);
      row.counters[Counter.BYTES_OUT]! += bytes;
    }
    this.#host.feed(session, Input.RESPONSE_DENIED);
  }

  #await(session: Session): void {
    const { serverTimeoutMs, tunnelTimeoutMs } = session.backend!;
    const idleMs = tunnelTimeoutMs > 0 ? tunnelTimeoutMs : serverTimeoutMs;
    let ms = idleMs > 0 ? idleMs : Infinity;
    if (session.inspectUntil > 0) ms = Math.min(ms, Math.max(1, session.inspectUntil - this.#now()));
    this.#writer.alarm(session.serverSlot, session.serverGeneration, ms === Infinity ? 0 : Math.ceil(ms));
  }

  #now(): number {
    return this.#clock[Clock.MONOTONIC_MS]!;
  }
}
