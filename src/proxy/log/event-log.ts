/**
 * Logs what happens to proxies and servers, on the main thread, to the same targets as sessions: a server that goes down,
 * a backend without servers, a proxy that stops. Nothing here throws or waits: what a target does not take is counted.
 */
import type { LogTarget, Proxy } from '../../config/model.js';
import type { LogIdentity } from '../../config/model/logging.js';
import type { LogSink, Native } from '../../native.js';
import { compileHeader, formatOf, levelFor } from './header.js';
import { originOf } from './identity.js';
import { Sampler } from './sampler.js';

/** Levels of events, RFC 5424 numbers. */
export const EventLevel = { EMERG: 0, ALERT: 1, WARNING: 4, NOTICE: 5 } as const;

export interface EventLog {
  /** Sends `text` to each target of the proxy that takes lines of that level. */
  send(proxy: Pick<Proxy, 'log' | 'logging'>, level: number, text: string): void;
  /** Lines that a target did not take. */
  readonly dropped: number;
}

export interface EventLogOptions {
  /** Of the configuration in force. */
  readonly identity?: () => LogIdentity;
  /** CLOCK_REALTIME in ms. */
  readonly now?: () => number;
  /** Puts a line, without newline, into a ring; what it does not take it counts itself. */
  readonly toRing?: (name: string, line: Buffer) => void;
}

export function createEventLog(native: Pick<Native, 'openLogSink'>, options: EventLogOptions = {}): EventLog {
  const { identity = () => ({}), now = Date.now, toRing } = options;
  const sinks = new Map<string, LogSink>();
  /** As long as a configuration lives. */
  const samplers = new WeakMap<LogTarget, Sampler>();
  let dropped = 0;

  const takes = (target: LogTarget): boolean => {
    if (target.sample === undefined) return true;
    let sampler = samplers.get(target);
    if (sampler === undefined) samplers.set(target, (sampler = new Sampler(target.sample)));
    return sampler.takes();
  };

  /** Opened when it is first needed; tried again with the next line when it cannot be. */
  const sinkOf = (target: Exclude<LogTarget['target'], { kind: 'ring' }>): LogSink | undefined => {
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
    send({ log, logging }, level, text) {
      const origin = originOf(identity(), logging.tag);
      for (const target of log) {
        const sentAs = levelFor(target, level);
        if (sentAs === undefined || !takes(target)) continue;
        const ms = now();
        const header = compileHeader(target, sentAs, origin)(new Date(ms));
        const data = formatOf(target, origin) === 'rfc5424' ? '- ' : '';
        const start = `${withMilliseconds(header, ms)}${data}`;
        if (target.target.kind === 'ring') {
          toRing?.(target.target.name, Buffer.from(start + text.slice(0, target.lengthBytes), 'latin1'));
          continue;
        }
        const line = `${start}${text}`.slice(0, target.lengthBytes);
        if (sinkOf(target.target)?.send(Buffer.from(`${line}\n`, 'latin1')) !== true) dropped += 1;
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
