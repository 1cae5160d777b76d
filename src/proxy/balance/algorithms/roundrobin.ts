/**
 * `balance roundrobin`: each server in turn, as often as its weight says, as evenly spread as can be.
 *
 * Time is counted in picks. A server of weight w in a farm of total weight W is due every W/w picks; the division is
 * kept exact (whole part in `due`, the rest over w in `rest`). The earliest due server is picked; among those due at the
 * same pick the one with the smallest rest − w, then the one that has waited longest. Servers that have never been
 * picked, heaviest first, fill the picks at which nobody is due. A full server is passed over as if it had been
 * picked, at the price of one unit of time. This gives HAProxy's sequence (see test/differential).
 * Source: configuration.txt, "balance", "roundrobin"; the rule was found by watching sequences.
 */
import type { Algorithm, BalanceKey, Balancer, Candidate, PickFailure } from '../balancer.js';
import { IndexHeap } from '../index-heap.js';
import { hasPlace, members } from '../pool.js';

export const roundrobin = {
  name: 'roundrobin',
  create: (_balance, candidates) => new RoundRobin(candidates),
} satisfies Algorithm;

const OUT = 0;
const FRESH = 1;
const QUEUED = 2;

class RoundRobin implements Balancer {
  lastFailure: PickFailure = 'down';
  private now = 0;
  private turns = 0;
  private totalWeight = 0;
  private readonly state: Uint8Array;
  private readonly weight: Int32Array;
  private readonly due: Float64Array;
  private readonly rest: Float64Array;
  /** When it was queued last: breaks ties. */
  private readonly turn: Float64Array;
  private readonly queue: IndexHeap;
  private readonly fresh: IndexHeap;
  private readonly passedOver: Int32Array;
  private readonly duePassedOver: Float64Array;
  private built = false;

  constructor(private readonly candidates: readonly Candidate[]) {
    const count = candidates.length;
    this.state = new Uint8Array(count);
    this.weight = new Int32Array(count);
    this.due = new Float64Array(count);
    this.rest = new Float64Array(count);
    this.turn = new Float64Array(count);
    this.passedOver = new Int32Array(count);
    this.duePassedOver = new Float64Array(count);
    this.queue = new IndexHeap(count, (a, b) => this.dueBefore(a, b));
    this.fresh = new IndexHeap(count, (a, b) => this.heavierOf(a, b));
    this.refresh();
  }

  /** Servers that come (back) while the farm runs are due one interval from now, those that stay keep their place. */
  refresh(): void {
    const pool = members(this.candidates);
    const inPool = new Set(pool);
    this.totalWeight = pool.reduce((sum, candidate) => sum + candidate.weight(), 0);
    this.queue.clear();
    this.fresh.clear();
    for (const candidate of this.candidates) {
      const { index } = candidate;
      if (!inPool.has(candidate)) {
        this.state[index] = OUT;
        continue;
      }
      const weight = candidate.weight();
      this.weight[index] = weight;
      if (this.state[index] === OUT) {
        if (this.built) this.enqueueAfter(index, this.now, 0);
        else this.state[index] = FRESH;
      } else if (this.state[index] === QUEUED) {
        this.rest[index] = Math.min(at(this.rest, index), weight - 1);
      }
      if (this.state[index] === FRESH) this.fresh.push(index);
      else this.queue.push(index);
    }
    this.built = true;
  }

  pick(_key: BalanceKey, avoid?: Candidate): Candidate | undefined {
    const started = this.now;
    let passed = 0;
    let avoided = -1;
    let found = -1;
    for (;;) {
      const index = this.takeNext();
      if (index < 0) break;
      const candidate = this.candidates[index] as Candidate;
      if (hasPlace(candidate)) {
        if (candidate !== avoid) {
          found = index;
          break;
        }
        avoided = index;
      }
      this.passedOver[passed] = index;
      this.duePassedOver[passed++] = this.state[index] === FRESH ? this.now : at(this.due, index);
      this.now++;
    }
    if (found >= 0) {
      this.advance(found, this.state[found] === FRESH ? this.now : at(this.due, found));
      this.now++;
    } else {
      // nobody but perhaps the avoided one: no time has passed for the others
      this.now = avoided >= 0 ? started + 1 : started;
    }
    for (let i = 0; i < passed; i++) {
      const index = this.passedOver[i] as number;
      if (found >= 0 || index === avoided) this.advance(index, at(this.duePassedOver, i));
      else this.putBack(index);
    }
    if (found < 0) found = avoided;
    if (found >= 0) return this.candidates[found];
    this.lastFailure = passed === 0 ? 'down' : 'full';
    return undefined;
  }

  took(): void {}

  dropped(): void {}

  /** Takes the next server in order out of its heap; −1: none left. */
  private takeNext(): number {
    const first = this.queue.top();
    if (this.fresh.size > 0 && (first < 0 || at(this.due, first) > this.now)) return this.fresh.pop();
    return first < 0 ? -1 : this.queue.pop();
  }

  private putBack(index: number): void {
    if (this.state[index] === FRESH) this.fresh.push(index);
    else this.queue.push(index);
  }

  private advance(index: number, from: number): void {
    this.enqueueAfter(index, from, this.state[index] === FRESH ? 0 : at(this.rest, index));
    this.queue.push(index);
  }

  /** Sets the server's next due time, one interval after `from` (and `rest` of a unit). */
  private enqueueAfter(index: number, from: number, rest: number): void {
    const weight = this.weight[index] as number;
    let due = from + Math.floor(this.totalWeight / weight);
    let left = rest + (this.totalWeight % weight);
    if (left >= weight) {
      left -= weight;
      due++;
    }
    this.due[index] = due;
    this.rest[index] = left;
    this.turn[index] = ++this.turns;
    this.state[index] = QUEUED;
  }

  private dueBefore(a: number, b: number): boolean {
    const byDue = at(this.due, a) - at(this.due, b);
    if (byDue !== 0) return byDue < 0;
    const byRest = at(this.rest, a) - at(this.weight, a) - (at(this.rest, b) - at(this.weight, b));
    if (byRest !== 0) return byRest < 0;
    return at(this.turn, a) < at(this.turn, b);
  }

  private heavierOf(a: number, b: number): boolean {
    const byWeight = at(this.weight, a) - at(this.weight, b);
    return byWeight === 0 ? a < b : byWeight > 0;
  }
}

function at(column: Float64Array | Int32Array, index: number): number {
  return column[index] as number;
}
