/**
 * `log` and the format options of a frontend, made ready for a worker: all that is constant is computed here, a line
 * costs its digits and two copies for each target.
 */
import type { LogTarget, Proxy } from '../../config/model.js';
import { writeRefused } from './refused.js';
import { lineFormats } from './formats/registry.js';
import type { LogOrigin } from './header.js';
import { LineSender } from './line-sender.js';
import type { LogWriter } from './log-writer.js';
import type { SessionRecord } from './session-record.js';
import { TextBuffer } from './text-buffer.js';

/** Session lines are of this level. */
const INFO = 6;

export interface LogContext {
  readonly writer: LogWriter;
  /** The sink of a target (`Engine.addLogSink`). */
  sink(target: LogTarget): number;
  /** Default: this program. */
  readonly origin?: LogOrigin;
  /** CLOCK_REALTIME in ms, best with a fraction (`Engine.clock`). Default: Date.now. */
  readonly now?: () => number;
}

/** Call both for every session; each format writes at one of the two times. */
export interface CompiledLog {
  /** The client has been accepted. */
  accepted(record: SessionRecord): void;
  /** The session is over. */
  write(record: SessionRecord): void;
  /** A connection was closed before it was a session. */
  refused(record: SessionRecord, reason: string): void;
}

/** The name `log-tag` has by default, and the process. */
export const thisProgram: LogOrigin = { tag: 'headrace', pid: process.pid };

export function compileLog(proxy: Proxy, context: LogContext): CompiledLog {
  const format = lineFormats.find(({ name }) => name === proxy.logFormat);
  if (format === undefined) throw new Error(`log format ${proxy.logFormat} is not in the registry`);
  const sender = new LineSender(proxy.log, INFO, {
    writer: context.writer,
    sink: (target) => context.sink(target),
    origin: context.origin ?? thisProgram,
    now: context.now ?? Date.now,
  });
  if (!sender.wanted) return { accepted: nothing, write: nothing, refused: nothing };
  const text = new TextBuffer(Math.max(...proxy.log.map(({ lengthBytes }) => lengthBytes)));
  const write = (record: SessionRecord): void => {
    text.clear();
    format.write(record, text);
    sender.send(text);
  };
  // The short format is about sessions only.
  if (format.when === 'accept') return { accepted: write, write: nothing, refused: nothing };
  const refused = (record: SessionRecord, reason: string): void => {
    text.clear();
    writeRefused(record, reason, text);
    sender.send(text);
  };
  return { accepted: nothing, write, refused };
}

const nothing = (): void => {};
