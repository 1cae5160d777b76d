/**
 * When the first checks happen: not all at once. The n-th of N checked servers, in the order of the configuration, starts
 * n/N of an interval after the first; the interval is its own or, when that is longer, the shortest one of a second or more.
 * Source: configuration.txt, "inter" ("a small time offset between them"); the offsets were found by watching them.
 */
const LONG_MS = 1000;

/** Milliseconds until the first check of each, in the same order. `longestMs`: `max-spread-checks`. */
export function firstDelays(intervalsMs: readonly number[], longestMs = 0): number[] {
  const long = intervalsMs.filter((interval) => interval >= LONG_MS);
  const shortestLong = long.reduce((least, interval) => Math.min(least, interval), Infinity);
  return intervalsMs.map((interval, n) => {
    const whole = shortestLong === Infinity ? interval : Math.max(interval, shortestLong);
    const span = longestMs > 0 ? Math.min(whole, longestMs) : whole;
    return Math.floor((span * n) / intervalsMs.length);
  });
}
