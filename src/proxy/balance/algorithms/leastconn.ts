/**
 * `balance leastconn`: the server with the fewest sessions, waiting ones included, for its weight.
 *
 * The load of a server that has n > 0 sessions is ⌊256 (n + 1) / weight⌋, and 0 when it has none: an idle server is
 * taken whatever its weight. Among equals, the one whose sessions have not changed for the longest time. The numbers are
 * those of all workers, so they are read afresh at each pick, in one pass over the servers; but waiting sessions count as
 * many as there were when the server's sessions changed last. A full server with a `maxqueue` is as good as one with room
 * until as many wait for it.
 * Source: configuration.txt, "balance", "leastconn", "maxqueue"; the formula was found by watching sequences.
 */
import type { Algorithm, BalanceKey, Balancer, BalancerOptions, Candidate, PickFailure } from '../balancer.js';
import { hasPlaceOrQueue, members } from '../pool.js';

export const leastconn = {
  name: 'leastconn',
  create: (_balance, candidates, options) => new LeastConn(candidates, options),
} satisfies Algorithm;

/** Weights are in sixteenths. */
const LOAD_SCALE = 256 * 16;

class LeastConn implements Balancer {
  lastFailure: PickFailure = 'down';
  private pool: readonly Candidate[] = [];
  private turns = 0;
  /** When the server's sessions changed last; servers that come back or whose weight changes count as just changed. */
  private readonly turn: Float64Array;
  /** How many waited for it then. */
  private readonly waiting: Int32Array;
  /** With which it takes part; 0: it does not. */
  private readonly weight: Int32Array;

  constructor(
    private readonly candidates: readonly Candidate[],
    private readonly options: BalancerOptions,
  ) {
    this.turn = new Float64Array(candidates.length);
    this.waiting = new Int32Array(candidates.length);
    this.weight = new Int32Array(candidates.length);
    this.refresh();
  }

  refresh(): void {
    this.pool = members(this.candidates, this.options.allBackups);
    for (const candidate of this.candidates) {
      const weight = candidate.usable() ? candidate.weight() : 0;
      if (weight > 0 && weight !== this.weight[candidate.index]) this.touch(candidate);
      this.weight[candidate.index] = weight;
    }
  }

  pick(_key: BalanceKey, avoid?: Candidate): Candidate | undefined {
    let best: Candidate | undefined;
    let bestLoad = 0;
    let avoided: Candidate | undefined;
    for (const candidate of this.pool) {
      if (!hasPlaceOrQueue(candidate)) continue;
      if (candidate === avoid) {
        avoided = candidate;
        continue;
      }
      const load = this.loadOf(candidate);
      if (best === undefined || load < bestLoad || (load === bestLoad && this.longerAgo(candidate, best))) {
        best = candidate;
        bestLoad = load;
      }
    }
    best ??= avoided;
    if (best === undefined) this.lastFailure = this.pool.length === 0 ? 'down' : 'full';
    return best;
  }

  took(candidate: Candidate): void {
    this.touch(candidate);
  }

  dropped(candidate: Candidate): void {
    this.touch(candidate);
  }

  private touch(candidate: Candidate): void {
    this.turn[candidate.index] = ++this.turns;
    this.waiting[candidate.index] = candidate.queued();
  }

  private loadOf(candidate: Candidate): number {
    const sessions = candidate.sessions() + (this.waiting[candidate.index] as number);
    return sessions === 0 ? 0 : Math.floor((LOAD_SCALE * (sessions + 1)) / candidate.weight());
  }

  private longerAgo(a: Candidate, b: Candidate): boolean {
    return (this.turn[a.index] as number) < (this.turn[b.index] as number);
  }
}
