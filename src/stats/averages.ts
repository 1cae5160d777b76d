/**
 * Mean times over the last 1,024 sessions, out of sums: haproxy_*_time_average_seconds.
 *
 * While there were fewer sessions, the plain mean. From then on each look folds its new sessions in as that many
 * samples, which then fade as they would in a window of 1,024. (HAProxy 2.6 divides by the size of the window even
 * before it is full: one session of 1.5 s is an average of 3 ms there, of 1.5 s here.)
 */
const WINDOW_SESSIONS = 1024;

interface Mean {
  count: number;
  sums: number[];
  means: number[];
  seen: number;
}

export class Averages {
  readonly #means = new Map<number, Mean>();
  #tick = 0;

  begin(): void {
    this.#tick++;
  }

  /** Gives how many sessions `key` has had; `sums`, asked only when there are new ones: the sums of their times in ms. */
  add(key: number, count: number, sums: () => readonly number[]): void {
    let mean = this.#means.get(key);
    if (mean === undefined || count < mean.count) {
      mean = { count: 0, sums: [], means: [], seen: 0 };
      this.#means.set(key, mean);
    }
    const fresh = count - mean.count;
    if (fresh > 0) {
      const kept = count <= WINDOW_SESSIONS ? 1 - fresh / count : Math.pow(1 - 1 / WINDOW_SESSIONS, fresh);
      for (const [i, sum] of sums().entries()) {
        mean.means[i] = (mean.means[i] ?? 0) * kept + ((sum - (mean.sums[i] ?? 0)) / fresh) * (1 - kept);
        mean.sums[i] = sum;
      }
      mean.count = count;
    }
    mean.seen = this.#tick;
  }

  end(): void {
    for (const [key, mean] of this.#means) if (mean.seen !== this.#tick) this.#means.delete(key);
  }

  /** Mean of the `index`-th time in ms; 0 while there was none. */
  meanMs(key: number, index: number): number {
    return this.#means.get(key)?.means[index] ?? 0;
  }
}
