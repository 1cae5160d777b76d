/**
 * `-D`: starts the same command line again, away from the terminal, and waits until it serves. What is wrong is said by
 * that process, on the streams that this one was given; it lets go of them once it serves.
 */
import { once } from 'node:events';
import type { Told } from './role.js';
import { startAgain } from './start-again.js';

/** → the exit code: 0 once the daemon serves, otherwise its own. */
export async function startDaemon(): Promise<number> {
  const child = startAgain({ daemon: true }, { detached: true });
  const ready = new Promise<'ready'>((resolve) => {
    child.on('message', (told: Told) => {
      if (told.type === 'ready') resolve('ready');
    });
  });
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const outcome = await Promise.race([ready, ended]);
  if (outcome !== 'ready') return outcome[0] === null || outcome[0] === 0 ? 1 : outcome[0];
  child.disconnect();
  child.unref();
  return 0;
}
