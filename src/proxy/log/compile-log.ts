/**
 * `log` and the log formats of a frontend, made ready for a worker: all that is constant is computed here, a line costs its
 * digits and two copies for each target.
 */
import type { LogTarget, Proxy } from '../../config/model.js';
import { writeRefused } from './refused.js';
import type { Expression } from '../../config/model/expression.js';
import type { LogFormat } from '../../config/model/log-format.js';
import type { Evaluate } from '../sample/sample.js';
import type { Subject } from '../sample/subject.js';
import { compileLogFormat, type LogFormatContext } from './compile-log-format.js';
import { writeDefault } from './formats/default.js';
import { systemName } from './identity.js';
import { LineSender, type SenderOptions } from './line-sender.js';
import { Sampler } from './sampler.js';
import type { SessionRecord } from './session-record.js';
import { TextBuffer } from './text-buffer.js';

/** Levels of session lines, RFC 5424. */
const ERROR = 3;
const INFO = 6;

export interface LogContext extends Omit<SenderOptions, 'sampler'> {
  compileExpression(expression: Expression): Evaluate<Subject>;
}

/** Call all three for every session, in order; each format writes at one of the times. */
export interface CompiledLog {
  /** The client has been accepted. */
  accepted(record: SessionRecord): void;
  /** undefined: nothing is ever logged at this time. Otherwise: the server is connected. true: this was the session's line. */
  readonly connected: ((record: SessionRecord) => boolean) | undefined;
  /** The session is over and has not been logged when its server was connected. */
  write(record: SessionRecord): void;
  /** A connection was closed before it was a session. */
  refused(record: SessionRecord, reason: string): void;
}

export function compileLog(proxy: Proxy, context: LogContext): CompiledLog {
  const { options } = proxy.logging;
  const sender = senderFor(proxy.log, context);
  const normal = sender(INFO);
  const failed = options.separateErrors ? sender(ERROR) : normal;
  if (proxy.log.length === 0) return silence;
  const longest = Math.max(...proxy.log.map(({ lengthBytes }) => lengthBytes));
  const text = new TextBuffer(longest);
  const data = new TextBuffer(longest);
  const { format, structuredData, errorFormat } = proxy.logging;
  if (format === undefined) {
    // The short format is about sessions only.
    return {
      ...silence,
      accepted(record) {
        if (!normal.wanted) return;
        text.clear();
        writeDefault(record, text);
        normal.send(text, data);
      },
    };
  }

  const formatContext: LogFormatContext = {
    pid: context.origin.pid,
    hostname: systemName(),
    early: options.early,
    ...(proxy.captures && { captures: proxy.captures }),
    compileExpression: (expression) => context.compileExpression(expression),
  };
  const uniqueId = proxy.logging.uniqueId && compileLogFormat(proxy.logging.uniqueId, formatContext);
  const compile = (format: LogFormat) =>
    compileLogFormat(format, { ...formatContext, ...(uniqueId && { uniqueId: (record, out) => uniqueId.write(record, out) }) });
  const line = compile(format);
  const structured = structuredData && compile(structuredData);
  const refused = errorFormat && compile(errorFormat);
  const senders: LineSender[] = [];
  /** `set-log-level`; undefined: no line at all. */
  const atLevel = (level: number): LineSender | undefined => (level < 0 ? undefined : (senders[level] ??= sender(level)));
  const write = (record: SessionRecord): boolean => {
    if (options.notNormal && !record.failed) return false;
    const to = record.logLevel === undefined ? (record.failed ? failed : normal) : atLevel(record.logLevel);
    if (!to?.wanted) return false;
    record.countLine();
    text.clear();
    line.write(record, text);
    if (structured !== undefined) {
      data.clear();
      structured.write(record, data);
    }
    to.send(text, data);
    return true;
  };
  return {
    accepted: nothing,
    connected: options.early || (line.early && structured?.early !== false) ? write : undefined,
    write(record) {
      if (!options.notNull || record.bytesUploaded > 0) write(record);
    },
    refused(record, reason) {
      record.countLine();
      text.clear();
      data.clear();
      if (refused === undefined) writeRefused(record, reason, text);
      else refused.write(record, text);
      failed.send(text, data);
    },
  };
}

/** A sender for each level; one target counts its lines over all levels. */
function senderFor(targets: readonly LogTarget[], context: LogContext): (level: number) => LineSender {
  const samplers = new Map(targets.map((target) => [target, target.sample && new Sampler(target.sample)]));
  const options = {
    sink: (target: LogTarget) => context.sink(target),
    longest: (target: LogTarget) => context.longest(target),
    sampler: (target: LogTarget) => samplers.get(target),
    origin: context.origin,
    now: () => context.now(),
  };
  return (level) => new LineSender(targets, level, options);
}

const nothing = (): void => undefined;
const silence: CompiledLog = { accepted: nothing, connected: undefined, write: nothing, refused: nothing };
