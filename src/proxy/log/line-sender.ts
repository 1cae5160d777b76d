/** Sends finished texts to the targets of a proxy: header, text, newline, cut at the target's length. */
import type { LogTarget } from '../../config/model.js';
import { compileHeader, levelFor, type Header, type LogOrigin } from './header.js';
import type { LogWriter } from './log-writer.js';
import type { TextBuffer } from './text-buffer.js';
import { PerSecond } from './timestamp.js';

const NEWLINE = 0x0a;
const ZERO = 0x30;

export interface SenderOptions {
  readonly writer: LogWriter;
  /** The sink of a target (`Engine.addLogSink`). */
  sink(target: LogTarget): number;
  readonly origin: LogOrigin;
  /** CLOCK_REALTIME in ms, with a fraction where there is one. */
  now(): number;
}

/** One target, with the header of the current second as bytes. */
interface Route {
  readonly sink: number;
  readonly lengthBytes: number;
  readonly header: PerSecond<{ bytes: Buffer; microsecondsAt: number }>;
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
      };
    });
  }

  /** false: nobody would get a line. */
  get wanted(): boolean {
    return this.routes.length > 0;
  }

  send(text: TextBuffer): void {
    const { writer } = this.options;
    const now = this.options.now();
    for (const route of this.routes) {
      const { bytes, microsecondsAt } = route.header.at(now);
      const length = Math.min(bytes.length + text.length, route.lengthBytes);
      const offset = writer.allocate(length + 1);
      if (offset < 0) continue;
      const { arena } = writer;
      const headerLength = Math.min(bytes.length, length);
      bytes.copy(arena, offset, 0, headerLength);
      if (microsecondsAt >= 0) writeMicroseconds(arena, offset + microsecondsAt, now);
      text.bytes.copy(arena, offset + headerLength, 0, length - headerLength);
      arena[offset + length] = NEWLINE;
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
