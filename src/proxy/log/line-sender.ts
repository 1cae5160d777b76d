/** Sends finished texts to the targets of a proxy: header, text, newline, cut at the target's length; in a ring, at the ring's. */
import type { LogTarget } from '../../config/model.js';
import { compileHeader, formatOf, levelFor, type Header, type LogOrigin } from './header.js';
import type { LineSink } from './line-sink.js';
import type { Sampler } from './sampler.js';
import type { TextBuffer } from './text-buffer.js';
import { PerSecond } from './timestamp.js';

const NEWLINE = 0x0a;
const SPACE = 0x20;
const DASH = 0x2d;
const ZERO = 0x30;
const MICROSECOND_DIGITS = 6;

export interface SenderOptions {
  /** Where the lines of a target go; undefined: it is gone. */
  sink(target: LogTarget): LineSink | undefined;
  /** The longest line of a target, its header included. */
  longest(target: LogTarget): number;
  /** Of a target that gets some of its lines only. */
  sampler(target: LogTarget): Sampler | undefined;
  readonly origin: LogOrigin;
  /** CLOCK_REALTIME in ms, with a fraction where there is one. */
  now(): number;
}

/** One target, with the header of the current second as bytes. */
interface Route {
  readonly sink: LineSink;
  readonly longestText: number;
  readonly longestLine: number;
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
      const sink = sentAs === undefined ? undefined : options.sink(target);
      if (sentAs === undefined || sink === undefined) return [];
      const header = compileHeader(target, sentAs, options.origin);
      return {
        sink,
        longestText: target.lengthBytes,
        longestLine: options.longest(target),
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
    const now = this.options.now();
    for (const route of this.routes) {
      if (route.sampler !== undefined && !route.sampler.takes()) continue;
      const { sink } = route;
      const { bytes, microsecondsAt } = route.header.at(now);
      const dataLength = route.structured ? Math.max(1, data.length) + 1 : 0;
      const length = Math.min(bytes.length + dataLength + Math.min(text.length, route.longestText), route.longestLine);
      const offset = sink.allocate(length + 1);
      if (offset < 0) continue;
      const to = sink.bytes;
      const end = offset + length;
      let at = offset + bytes.copy(to, offset, 0, Math.min(bytes.length, length));
      if (microsecondsAt >= 0 && microsecondsAt + MICROSECOND_DIGITS <= length)
        writeMicroseconds(to, offset + microsecondsAt, now);
      if (route.structured) {
        if (data.length > 0) at += data.bytes.copy(to, at, 0, Math.min(data.length, end - at));
        else if (at < end) to[at++] = DASH;
        if (at < end) to[at++] = SPACE;
      }
      text.bytes.copy(to, at, 0, end - at);
      to[end] = NEWLINE;
      sink.send(offset, length + 1);
    }
  }
}

function encode(header: Header): { bytes: Buffer; microsecondsAt: number } {
  return { bytes: Buffer.from(header.text, 'latin1'), microsecondsAt: header.microsecondsAt };
}

function writeMicroseconds(bytes: Buffer, at: number, realtimeMs: number): void {
  let rest = Math.floor((realtimeMs - Math.floor(realtimeMs / 1000) * 1000) * 1000);
  for (let i = at + MICROSECOND_DIGITS - 1; i >= at; i--) {
    const next = (rest / 10) | 0;
    bytes[i] = ZERO + (rest - next * 10);
    rest = next;
  }
}
