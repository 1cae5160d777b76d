/**
 * What stands before the text of a log line, for each `format` of a `log` line.
 * Source: configuration.txt, "log" (format), RFC 3164, RFC 5424; compared with HAProxy in test/differential.
 */
import type { LogTarget } from '../../config/model.js';
import { bsdTime, isoOffset, isoSeconds } from './timestamp.js';

/** Who writes: the process name and its number. */
export interface LogOrigin {
  /** `log-tag`; by default the name of the program. */
  readonly tag: string;
  readonly pid: number;
  /** With `log-send-hostname`. */
  readonly hostname?: string;
}

/** A header as it is within one second. */
export interface Header {
  readonly text: string;
  /** Where the six digits of the microseconds stand; −1: nowhere. */
  readonly microsecondsAt: number;
}

/** The format of a target that names none depends on whether hosts are named. */
export function formatOf(target: LogTarget, { hostname }: LogOrigin): NonNullable<LogTarget['format']> {
  return target.format ?? (hostname === undefined ? 'local' : 'rfc3164');
}

/** The header of lines of that level, as a function of the second. */
export function compileHeader(target: LogTarget, level: number, origin: LogOrigin): (date: Date) => Header {
  const priority = `<${target.facility * 8 + level}>`;
  const process = `${origin.tag}[${origin.pid}]: `;
  switch (formatOf(target, origin)) {
    case 'rfc3164':
      // without "log-send-hostname" HAProxy names every host so
      return (date) => plain(`${priority}${bsdTime(date)} ${origin.hostname ?? 'localhost'} ${process}`);
    case 'local':
      return (date) => plain(`${priority}${bsdTime(date)} ${process}`);
    case 'rfc5424':
      // structured data follow, or '-'
      return (date) => timed(`${priority}1 `, date, ` ${origin.hostname ?? '-'} ${origin.tag} ${origin.pid} - `);
    case 'timed':
      return (date) => timed(`<${level}>`, date, ' ');
    case 'iso':
      return (date) => timed('', date, ' ');
    case 'short':
      return () => plain(`<${level}>`);
    case 'priority':
      return () => plain(priority);
    case 'raw':
      return () => plain('');
  }
}

/** The level a line is sent with; undefined: it is not sent. */
export function levelFor(target: LogTarget, level: number): number | undefined {
  return level > target.level ? undefined : Math.max(level, target.minLevel);
}

function plain(text: string): Header {
  return { text, microsecondsAt: -1 };
}

function timed(before: string, date: Date, after: string): Header {
  const upToSeconds = `${before}${isoSeconds(date)}.`;
  return { text: `${upToSeconds}000000${isoOffset(date)}${after}`, microsecondsAt: upToSeconds.length };
}
