/**
 * `balance random(<draws>)`: draws servers by chance, each as likely as its weight, and takes the least loaded of them.
 *
 * Load is sessions, waiting ones included, for the weight; the first drawn wins among equals. HAProxy draws points of a
 * hash ring, where the shares are those of the weights only roughly; here they are exact. When every drawn server is
 * full or to be avoided, the ones after the last drawn are tried in order, so that a free place is always found.
 * Source: configuration.txt, "balance", "random".
 */
import type { Balance } from '../../../config/model/balance.js';
import type { Algorithm, BalanceKey, Balancer, Candidate, PickFailure } from '../balancer.js';
import { hasPlace, members } from '../pool.js';

export const random = {
  name: 'random',
  create: (balance, candidates) => createRandom(balance, candidates),
} satisfies Algorithm;

/** `chance`, in [0, 1), is a parameter for tests. */
export function createRandom(balance: Balance, candidates: readonly Candidate[], chance: () => number = Math.random): Balancer {
  return new Random(candidates, balance.algorithm === 'random' ? balance.draws : 2, chance);
}

class Random implements Balancer {
  lastFailure: PickFailure = 'down';
  private pool: readonly Candidate[] = [];
  /** Sum of the weights up to and including each server of the pool. */
  private sums = new Float64Array(0);

  constructor(
    private readonly candidates: readonly Candidate[],
    private readonly draws: number,
    private readonly chance: () => number,
  ) {
    this.refresh();
  }

  refresh(): void {
    this.pool = members(this.candidates);
    this.sums = new Float64Array(this.pool.length);
    let sum = 0;
    this.pool.forEach((candidate, i) => {
      sum += candidate.weight();
      this.sums[i] = sum;
    });
  }

  pick(_key: BalanceKey, avoid?: Candidate): Candidate | undefined {
    const count = this.pool.length;
    if (count === 0) {
      this.lastFailure = 'down';
      return undefined;
    }
    let best: Candidate | undefined;
    let last = 0;
    for (let draw = 0; draw < this.draws; draw++) {
      last = this.drawOne();
      const candidate = this.pool[last] as Candidate;
      if (candidate === avoid || !hasPlace(candidate)) continue;
      if (best === undefined || lessLoaded(candidate, best)) best = candidate;
    }
    return best ?? this.nextFree(last, avoid);
  }

  took(): void {}

  dropped(): void {}

  private nextFree(from: number, avoid: Candidate | undefined): Candidate | undefined {
    let avoided: Candidate | undefined;
    for (let step = 1; step <= this.pool.length; step++) {
      const candidate = this.pool[(from + step) % this.pool.length] as Candidate;
      if (!hasPlace(candidate)) continue;
      if (candidate !== avoid) return candidate;
      avoided = candidate;
    }
    if (avoided === undefined) this.lastFailure = 'full';
    return avoided;
  }

  /** Position in the pool of a server drawn by weight. */
  private drawOne(): number {
    let low = 0;
    let high = this.sums.length - 1;
    const point = this.chance() * (this.sums[high] as number);
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.sums[middle] as number) > point) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

function lessLoaded(a: Candidate, b: Candidate): boolean {
  return (a.sessions() + a.queued()) * b.weight() < (b.sessions() + b.queued()) * a.weight();
}
