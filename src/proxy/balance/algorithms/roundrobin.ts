/**
 * `balance roundrobin`: each server in turn, as often as its weight says, as evenly spread as can be.
 *
 * Time is counted in picks, and a round lasts as many picks as the weights (in sixteenths) add up to. A server of weight
 * w among servers of total weight W is due every W/w picks; the division is kept exact (whole part in `due`, the rest over w
 * in `rest`). Among servers that are due the earliest one is picked; of those due at the same pick the one with the
 * smallest rest − w in whole weights, then the one that has waited longest. Servers that have not yet been picked in this
 * round, heaviest first, fill the picks at which nobody is due. Whoever is due after the end of the round waits for the
 * next one. A full server is passed over as if it had been picked, at the price of one unit of time.
 *
 * A server that comes up is due after its share of what is left of the round. A server whose weight changes becomes due
 * earlier if that is what its new weight gives, counted from its last turn or, if that is over or it has had none, from now.
 * Source: configuration.txt, "balance", "roundrobin"; the rules were found by watching sequences, and hold for all of
 * test/unit/proxy/balance/recorded.
 */
import type { Algorithm, BalanceKey, Balancer, BalancerOptions, Candidate, PickFailure } from '../balancer.js';
import { IndexHeap } from '../index-heap.js';
import { hasPlace } from '../pool.js';
import { WEIGHT_SCALE } from '../weights.js';

export const roundrobin = {
  name: 'roundrobin',
  create: (_balance, candidates, options) => new RoundRobin(candidates, options),
} satisfies Algorithm;

const LARGEST_WEIGHT = 256 * WEIGHT_SCALE;

/** Farms that take turns each for themselves: the servers, and the backups. */
class RoundRobin implements Balancer {
  lastFailure: PickFailure = 'down';
  private readonly active: Rounds;
  private readonly backups: Rounds;

  constructor(
    private readonly candidates: readonly Candidate[],
    private readonly options: BalancerOptions,
  ) {
    this.active = new Rounds(candidates, false);
    this.backups = new Rounds(candidates, true);
  }

  refresh(): void {
    this.active.refresh();
    this.backups.refresh();
  }

  pick(_key: BalanceKey, avoid?: Candidate): Candidate | undefined {
    if (this.active.usable === 0) {
      if (this.backups.usable === 0) {
        this.lastFailure = 'down';
        return undefined;
      }
      if (!this.options.allBackups) return this.firstBackup();
    }
    const found = (this.active.usable > 0 ? this.active : this.backups).pick(avoid);
    if (found === undefined) this.lastFailure = 'full';
    return found;
  }

  took(): void {}

  dropped(): void {}

  private firstBackup(): Candidate | undefined {
    const first = this.candidates[this.backups.first] as Candidate;
    if (hasPlace(first)) return first;
    this.lastFailure = 'full';
    return undefined;
  }
}

class Rounds {
  /** How many servers may be picked, and the first of them in order of appearance. */
  usable = 0;
  first = -1;
  /** Picks since the round began. */
  private now = 0;
  /** Total weight when the round began, and by now. */
  private span = 0;
  private total = 0;
  private turns = 0;
  /** Weight in force by now (0: takes no part), and that with which the server was put where it is. */
  private readonly weight: Int32Array;
  private readonly queuedWeight: Int32Array;
  private readonly due: Float64Array;
  private readonly rest: Int32Array;
  /** When it was due last; −∞: it was never picked. */
  private readonly last: Float64Array;
  /** Its place among those that are queued, and since when. */
  private readonly key: Float64Array;
  private readonly turn: Float64Array;
  private readonly queued: IndexHeap;
  /** Not picked yet in this round. */
  private fresh: IndexHeap;
  /** Not to be picked any more in this round. */
  private later: IndexHeap;
  private readonly passedOver: Int32Array;

  constructor(
    private readonly candidates: readonly Candidate[],
    private readonly backup: boolean,
  ) {
    const count = candidates.length;
    this.weight = new Int32Array(count);
    this.queuedWeight = new Int32Array(count);
    this.due = new Float64Array(count);
    this.rest = new Int32Array(count);
    this.last = new Float64Array(count).fill(-Infinity);
    this.key = new Float64Array(count);
    this.turn = new Float64Array(count);
    this.passedOver = new Int32Array(count);
    const heavier = (a: number, b: number): boolean => this.heavier(a, b);
    this.queued = new IndexHeap(count, (a, b) => this.dueBefore(a, b));
    this.fresh = new IndexHeap(count, heavier);
    this.later = new IndexHeap(count, heavier);
    this.begin();
  }

  /** Applies what has changed, in order of appearance. */
  refresh(): void {
    for (const candidate of this.candidates) {
      if (candidate.server.backup !== this.backup) continue;
      const weight = candidate.usable() ? candidate.weight() : 0;
      if (weight !== at(this.weight, candidate.index)) this.change(candidate.index, weight);
    }
    this.survey();
  }

  pick(avoid: Candidate | undefined): Candidate | undefined {
    if (this.span === 0) this.restart();
    let passed = 0;
    let avoided = -1;
    let found = -1;
    let restarted = false;
    for (;;) {
      const index = this.next();
      if (index < 0) {
        if (restarted) break;
        restarted = true;
        this.restart();
        continue;
      }
      this.advance(index);
      this.now++;
      const candidate = this.candidates[index] as Candidate;
      if (hasPlace(candidate)) {
        if (candidate !== avoid || avoided >= 0) {
          found = index;
          break;
        }
        avoided = index;
      }
      this.passedOver[passed++] = index;
    }
    if (found >= 0) this.queue(found);
    while (passed > 0) {
      const index = this.passedOver[--passed] as number;
      if (index === avoided && found < 0) this.queue(index);
      else if (restarted) this.putByWeight(this.fresh, index);
      else this.queue(index);
    }
    if (found < 0) found = avoided;
    return found < 0 ? undefined : this.candidates[found];
  }

  private begin(): void {
    for (const candidate of this.candidates) {
      const { index } = candidate;
      if (candidate.server.backup !== this.backup || !candidate.usable()) continue;
      this.weight[index] = candidate.weight();
      this.total += at(this.weight, index);
      this.putByWeight(this.fresh, index);
    }
    this.span = this.total;
    this.survey();
  }

  private survey(): void {
    this.usable = 0;
    this.first = -1;
    for (let index = 0; index < this.weight.length; index++) {
      if (at(this.weight, index) === 0) continue;
      if (this.usable++ === 0) this.first = index;
    }
  }

  private change(index: number, weight: number): void {
    const before = at(this.weight, index);
    this.weight[index] = weight;
    this.total += weight - before;
    if (before === 0) {
      this.due[index] = this.now + Math.floor((this.total - this.now) / weight);
      this.queue(index);
    } else if (weight === 0) {
      this.fresh.remove(index);
      this.queued.remove(index);
      this.later.remove(index);
    } else {
      this.reweigh(index);
    }
  }

  /** It is in one of the heaps. */
  private reweigh(index: number): void {
    if (this.fresh.has(index)) {
      this.fresh.remove(index);
      this.putByWeight(this.fresh, index);
      return;
    }
    if (this.later.has(index)) this.due[index] = at(this.due, index) + this.span;
    const step = Math.floor(this.total / at(this.weight, index));
    const due = Math.min(at(this.due, index), at(this.last, index) + step);
    this.due[index] = due < this.now + 2 ? this.now + step : due;
    this.rest[index] = 0;
    this.queued.remove(index);
    this.later.remove(index);
    this.queue(index);
  }

  /** Takes the next server in order out of its heap; −1: nobody is left in this round. */
  private next(): number {
    const first = this.queued.top();
    if (first >= 0 && at(this.due, first) <= this.now) return this.queued.pop();
    if (this.fresh.size === 0) return first < 0 ? -1 : this.queued.pop();
    const index = this.fresh.pop();
    this.due[index] = this.now;
    this.rest[index] = 0;
    return index;
  }

  /** The server is picked or passed over: its next turn. */
  private advance(index: number): void {
    const weight = at(this.queuedWeight, index);
    const due = at(this.due, index);
    const rest = at(this.rest, index) + (this.total % weight);
    this.last[index] = due;
    this.due[index] = due + Math.floor(this.total / weight) + (rest >= weight ? 1 : 0);
    this.rest[index] = rest >= weight ? rest - weight : rest;
  }

  private queue(index: number): void {
    const due = at(this.due, index);
    if (due >= this.span || due >= this.total) {
      this.due[index] = due - this.span;
      this.putByWeight(this.later, index);
      return;
    }
    const weight = at(this.weight, index);
    this.queuedWeight[index] = weight;
    this.key[index] = 256 * due + Math.floor((LARGEST_WEIGHT + at(this.rest, index) - weight) / WEIGHT_SCALE);
    this.turn[index] = ++this.turns;
    this.queued.push(index);
  }

  private putByWeight(heap: IndexHeap, index: number): void {
    this.queuedWeight[index] = at(this.weight, index);
    this.turn[index] = ++this.turns;
    heap.push(index);
  }

  private restart(): void {
    [this.fresh, this.later] = [this.later, this.fresh];
    this.span = this.total;
    this.now = 0;
  }

  private dueBefore(a: number, b: number): boolean {
    const byKey = at(this.key, a) - at(this.key, b);
    return byKey === 0 ? at(this.turn, a) < at(this.turn, b) : byKey < 0;
  }

  private heavier(a: number, b: number): boolean {
    const byWeight = at(this.queuedWeight, a) - at(this.queuedWeight, b);
    return byWeight === 0 ? at(this.turn, a) < at(this.turn, b) : byWeight > 0;
  }
}

function at(column: Float64Array | Int32Array, index: number): number {
  return column[index] as number;
}
