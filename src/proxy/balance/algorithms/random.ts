/**
 * `balance random(<draws>)`: draws points of the ring of a consistent hash, where each server has as many as its weight, and
 * takes the least loaded of their servers.
 *
 * Load is sessions, waiting ones included, for the weight; the first drawn wins among equals. When every drawn server is
 * full, to be avoided or above `hash-balance-factor`, those further along the ring are tried, so that a free place is always
 * found.
 * Source: configuration.txt, "balance", "random".
 */
import type { Balance } from '../../../config/model/balance.js';
import type { Algorithm, BalanceKey, Balancer, BalancerOptions, Candidate, PickFailure } from '../balancer.js';
import { BoundedLoad } from '../bounded-load.js';
import { hasPlace, members } from '../pool.js';
import { Ring } from '../ring.js';

export const random = {
  name: 'random',
  create: (balance, candidates, options) => createRandom(balance, candidates, options),
} satisfies Algorithm;

/** `chance`, in [0, 1), is a parameter for tests. */
export function createRandom(
  balance: Balance,
  candidates: readonly Candidate[],
  options: BalancerOptions,
  chance: () => number = Math.random,
): Balancer {
  return new Random(candidates, { ...options, draws: balance.algorithm === 'random' ? balance.draws : 2, chance });
}

class Random implements Balancer {
  lastFailure: PickFailure = 'down';
  private readonly ring = new Ring();
  private readonly bound: BoundedLoad;

  constructor(
    private readonly candidates: readonly Candidate[],
    private readonly options: BalancerOptions & { draws: number; chance: () => number },
  ) {
    this.bound = new BoundedLoad(candidates.length, options.hashBalanceFactor);
    this.refresh();
  }

  refresh(): void {
    const pool = members(this.candidates, this.options.allBackups);
    this.ring.rebuild(pool);
    this.bound.refresh(pool);
  }

  pick(_key: BalanceKey, avoid?: Candidate): Candidate | undefined {
    if (this.ring.size === 0) {
      this.lastFailure = 'down';
      return undefined;
    }
    this.bound.count();
    let best: Candidate | undefined;
    let last = 0;
    for (let draw = 0; draw < this.options.draws; draw++) {
      last = this.ring.nearest(Math.floor(this.options.chance() * 2 ** 32));
      const candidate = this.ring.at(last);
      if (candidate === avoid || !hasPlace(candidate) || !this.bound.allows(candidate)) continue;
      if (best === undefined || lessLoaded(candidate, best)) best = candidate;
    }
    return best ?? this.nextFree(last, avoid);
  }

  took(): void {}

  dropped(): void {}

  private nextFree(from: number, avoid: Candidate | undefined): Candidate | undefined {
    let avoided: Candidate | undefined;
    let loaded: Candidate | undefined;
    let position = from;
    for (let left = this.ring.size; left > 0; left--) {
      position = this.ring.next(position);
      const candidate = this.ring.at(position);
      if (!hasPlace(candidate)) continue;
      if (candidate === avoid) avoided = candidate;
      else if (this.bound.allows(candidate)) return candidate;
      else loaded ??= candidate;
    }
    const found = loaded ?? avoided;
    if (found === undefined) this.lastFailure = 'full';
    return found;
  }
}

function lessLoaded(a: Candidate, b: Candidate): boolean {
  return (a.sessions() + a.queued()) * b.weight() < (b.sessions() + b.queued()) * a.weight();
}
