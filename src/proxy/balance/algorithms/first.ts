/**
 * `balance first`: the first server, in order, that has a free place. Weights do not matter, but 0 excludes.
 * Never answers a full server; all full: `lastFailure` is 'full'.
 * Source: configuration.txt, "balance", "first".
 */
import type { Algorithm, BalanceKey, Balancer, BalancerOptions, Candidate, PickFailure } from '../balancer.js';
import { hasPlace, members } from '../pool.js';

export const first = {
  name: 'first',
  create: (_balance, candidates, options) => new First(candidates, options),
} satisfies Algorithm;

class First implements Balancer {
  lastFailure: PickFailure = 'down';
  private pool: readonly Candidate[] = [];

  constructor(
    private readonly candidates: readonly Candidate[],
    private readonly options: BalancerOptions,
  ) {
    this.refresh();
  }

  refresh(): void {
    this.pool = members(this.candidates, this.options.allBackups);
  }

  pick(_key: BalanceKey, avoid?: Candidate): Candidate | undefined {
    let avoided: Candidate | undefined;
    for (const candidate of this.pool) {
      if (!hasPlace(candidate)) continue;
      if (candidate !== avoid) return candidate;
      avoided = candidate;
    }
    if (avoided === undefined) this.lastFailure = this.pool.length === 0 ? 'down' : 'full';
    return avoided;
  }

  took(): void {}

  dropped(): void {}
}
