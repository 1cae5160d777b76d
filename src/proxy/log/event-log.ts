/**
 * Logs what happens to proxies and servers, on the main thread, to the same targets as sessions: a server that goes down,
 * a backend without servers, a proxy that stops. Nothing here throws or waits: what a target does not take is counted.
 */
import type { LogTarget } from '../../config/model.js';
import type { LogSink, Native } from '../../native.js';
import { thisProgram } from './compile-log.js';
import { compileHeader, levelFor, type LogOrigin } from './header.js';

/** Levels of events, RFC 5424 numbers. */
export const EventLevel = { EMERG: 0, ALERT: 1, WARNING: 4, NOTICE: 5 } as const;

export interface EventLog {
  /** Sends `text` to each target that takes lines of that level. */
  send(targets: readonly LogTarget[], level: number, text: string): void;
  /** Lines that a target did not take. */
  readonly dropped: number;
}

export interface EventLogOptions {
  readonly origin?: LogOrigin;
  /** CLOCK_REALTIME in ms. */
  readonly now?: () => number;
}

export function createEventLog(native: Pick<Native, 'openLogSink'>, options: EventLogOptions = {}): EventLog {
  const { origin = thisProgram, now = Date.now } = options;
  const sinks = new Map<string, LogSink>();
  let dropped = 0;

  /** Opened when it is first needed; tried again with the next line when it cannot be. */
  const sinkOf = ({ target }: LogTarget): LogSink | undefined => {
    const key = JSON.stringify(target);
    const open = sinks.get(key);
    if (open !== undefined) return open;
    try {
      const sink = native.openLogSink(target);
      sinks.set(key, sink);
      return sink;
    } catch {
      return undefined;
    }
  };

  return {
    send(targets, level, text) {
      for (const target of targets) {
        const sentAs = levelFor(target, level);
        if (sentAs === undefined) continue;
        const ms = now();
        const header = compileHeader(target, sentAs, origin)(new Date(ms));
        const line = `${withMilliseconds(header, ms)}${text}`.slice(0, target.lengthBytes);
        if (sinkOf(target)?.send(Buffer.from(`${line}\n`, 'latin1')) !== true) dropped += 1;
      }
    },
    get dropped() {
      return dropped;
    },
  };
}

function withMilliseconds(header: { text: string; microsecondsAt: number }, ms: number): string {
  const { text, microsecondsAt: at } = header;
  if (at < 0) return text;
  const milliseconds = String(Math.floor(ms) % 1000).padStart(3, '0');
  return text.slice(0, at) + milliseconds + text.slice(at + 3);
}
