/** Waiting with a bound. Nothing in the tests waits without one. */
import { setTimeout as delay } from 'node:timers/promises';

/** Milliseconds that anything may take unless a test says otherwise; a busy machine is slow, a hang is for ever. */
export const PATIENCE_MS = 60_000;
const LOOK_AGAIN_MS = 10;

/** The promise's own result, or an error naming `what` when it takes longer than `withinMs`. */
export async function within<T>(promise: Promise<T>, what: string, withinMs = PATIENCE_MS): Promise<T> {
  const cancelled = new AbortController();
  const expiry = delay(withinMs, undefined, { signal: cancelled.signal }).then(() => {
    throw new Error(`${what}: not within ${withinMs} ms`);
  });
  expiry.catch(() => {});
  try {
    return await Promise.race([promise, expiry]);
  } finally {
    cancelled.abort();
  }
}

/**
 * Asks `look` again and again until it answers with something other than `undefined` or `false`. For facts that send no event,
 * such as the sockets of another process.
 */
export async function until<T>(
  look: () => T | undefined | false | Promise<T | undefined | false>,
  what: string,
  withinMs = PATIENCE_MS,
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > deadline) throw new Error(`${what}: not within ${withinMs} ms`);
    await delay(LOOK_AGAIN_MS);
  }
}

/**
 * Runs at most `count` of the works given to it at once; the others wait their turn in order. ava starts all tests of a file
 * together: what is heavy to start would only make its neighbours slow.
 */
export function atMost(count: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running === count) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
