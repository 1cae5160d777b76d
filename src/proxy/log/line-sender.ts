/** Sends finished texts to the targets of a proxy: header, text, newline, cut at the target's length. */
import type { LogTarget } from '../../config/model.js';
import { compileHeader, formatOf, levelFor, type Header, type LogOrigin } from './header.js';
import type { LogWriter } from './log-writer.js';
import type { Sampler } from './sampler.js';
import type { TextBuffer } from './text-buffer.js';
import { PerSecond } from './timestamp.js';

const NEWLINE = 0x0a;
const SPACE = 0x20;
const DASH = 0x2d;
const ZERO = 0x30;

export interface SenderOptions {
  readonly writer: LogWriter;
  /** The sink of a target (`Engine.addLogSink`). */
  sink(target: LogTarget): number;
  /** Of a target that gets some of its lines only. */
  sampler(target: LogTarget): Sampler | undefined;
  readonly origin: LogOrigin;
  /** CLOCK_REALTIME in ms, with a fraction where there is one. */
  now(): number;
}

/** One target, with the header of the current second as bytes. */
interface Route {
  readonly sink: number;
  readonly lengthBytes: number;
  readonly header: PerSecond<{ bytes: Buffer; microsecondsAt: number }>;
  /** Structured data stand between header and text. */
  readonly structured: boolean;
  readonly sampler: Sampler | undefined;
}

export class LineSender {
  private readonly routes: readonly Route[];

  /** Targets that do not take lines of `level` are left out. */
  constructor(
    targets: readonly LogTarget[],
    level: number,
    private readonly options: SenderOptions,
  ) {
    this.routes = targets.flatMap((target) => {
      const sentAs = levelFor(target, level);
      if (sentAs === undefined) return [];
      const header = compileHeader(target, sentAs, options.origin);
      return {
        sink: options.sink(target),
        lengthBytes: target.lengthBytes,
        header: new PerSecond((date) => encode(header(date))),
        structured: formatOf(target, options.origin) === 'rfc5424',
        sampler: options.sampler(target),
      };
    });
  }

  /** false: nobody would get a line. */
  get wanted(): boolean {
    return this.routes.length > 0;
  }

  /** `data`: structured data, for those who take some; empty: there are none. */
  send(text: TextBuffer, data: TextBuffer): void {
    const { writer } = this.options;
    const now = this.options.now();
    for (const route of this.routes) {
      if (route.sampler !== undefined && !route.sampler.takes()) continue;
      const { bytes, microsecondsAt } = route.header.at(now);
      const dataLength = route.structured ? Math.max(1, data.length) + 1 : 0;
      const length = Math.min(bytes.length + dataLength + text.length, route.lengthBytes);
      const offset = writer.allocate(length + 1);
      if (offset < 0) continue;
      const { arena } = writer;
      const end = offset + length;
      let at = offset + bytes.copy(arena, offset, 0, Math.min(bytes.length, length));
      if (microsecondsAt >= 0) writeMicroseconds(arena, offset + microsecondsAt, now);
      if (route.structured) {
        if (data.length > 0) at += data.bytes.copy(arena, at, 0, Math.min(data.length, end - at));
        else if (at < end) arena[at++] = DASH;
        if (at < end) arena[at++] = SPACE;
      }
      text.bytes.copy(arena, at, 0, end - at);
      arena[end] = NEWLINE;
      writer.log(route.sink, offset, length + 1);
    }
  }
}

function encode(header: Header): { bytes: Buffer; microsecondsAt: number } {
  return { bytes: Buffer.from(header.text, 'latin1'), microsecondsAt: header.microsecondsAt };
}

function writeMicroseconds(bytes: Buffer, at: number, realtimeMs: number): void {
  let rest = Math.floor((realtimeMs - Math.floor(realtimeMs / 1000) * 1000) * 1000);
  for (let i = at + 5; i >= at; i--) {
    const next = (rest / 10) | 0;
    bytes[i] = ZERO + (rest - next * 10);
    rest = next;
  }
}
