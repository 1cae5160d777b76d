/**
 * Times as log lines write them, in the local time zone (TZ). The part that changes once a second is kept.
 * Source: RFC 3164 section 4.1.2, RFC 5424 section 6.2.3, configuration.txt 8.2.6 ("%t").
 */
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** `Nov  2 16:19:22` */
export function bsdTime(date: Date): string {
  return `${monthOf(date)} ${String(date.getDate()).padStart(2, ' ')} ${timeOfDay(date)}`;
}

/** `2026-11-02T16:19:22` */
export function isoSeconds(date: Date): string {
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${timeOfDay(date)}`;
}

/** `+00:00`: how far the local time is ahead of UTC. */
export function isoOffset(date: Date): string {
  const minutes = -date.getTimezoneOffset();
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** `+0000`: the same without its colon. */
export function bsdOffset(date: Date): string {
  return isoOffset(date).replace(':', '');
}

/** `02/Nov/2026:16:19:22`, in UTC. */
export function logSecondsUtc(date: Date): string {
  const time = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
  return `${two(date.getUTCDate())}/${MONTHS[date.getUTCMonth()] as string}/${date.getUTCFullYear()}:${time}`;
}

/** `02/Nov/2026:16:19:22` */
export function logSeconds(date: Date): string {
  return `${two(date.getDate())}/${monthOf(date)}/${date.getFullYear()}:${timeOfDay(date)}`;
}

/** A text made from the second a time lies in, made anew only when the second changes. */
export class PerSecond<T> {
  private second = NaN;
  private value: T | undefined;

  constructor(private readonly make: (date: Date) => T) {}

  at(realtimeMs: number): T {
    const second = Math.floor(realtimeMs / 1000);
    if (second !== this.second) {
      this.value = this.make(new Date(second * 1000));
      this.second = second;
    }
    return this.value as T;
  }
}

function timeOfDay(date: Date): string {
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

function monthOf(date: Date): string {
  return MONTHS[date.getMonth()] as string;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
