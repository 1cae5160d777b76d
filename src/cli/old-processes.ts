/**
 * `-sf` and `-st`: the processes that this one replaces. They are paused when they hold an address that is needed, resumed
 * when it cannot be had, and told to leave once this process serves.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Options } from './arguments.js';

/** As often and as quickly as HAProxy tries. */
const MOST_TRIES = 200;
const BETWEEN_TRIES_MS = 10;

export class OldProcesses {
  readonly #pids: number[];
  readonly #signal: NodeJS.Signals;

  constructor(old: Options['old']) {
    this.#pids = old?.pids.filter((pid) => pid !== process.pid) ?? [];
    this.#signal = old?.signal ?? 'SIGUSR1';
  }

  /** Tries `start` again while `inTheWay` says of its failure that old processes may be the reason. */
  async whilePaused<T>(start: () => Promise<T>, inTheWay: (error: unknown) => boolean): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await start();
      } catch (error) {
        if (this.#pids.length === 0 || !inTheWay(error)) throw error;
        if (tries === MOST_TRIES) {
          this.#tell('SIGTTIN');
          throw error;
        }
        if (tries === 1) this.#tell('SIGTTOU');
        await delay(BETWEEN_TRIES_MS);
      }
    }
  }

  /** This process serves. */
  dismiss(): void {
    this.#tell(this.#signal);
  }

  #tell(signal: NodeJS.Signals): void {
    for (const pid of this.#pids) {
      try {
        process.kill(pid, signal);
      } catch {
        // It has gone already.
      }
    }
  }
}
