/**
 * The ring of `hash-type consistent` and `balance random`: each server stands on as many points as its weight has
 * sixteenths, at the avalanche of its seed (ring-seed.ts) and the number of the point. A hash belongs to the nearest point,
 * the one before it among equally near ones.
 *
 * Built anew when states or weights change, O(n log n) in the points; a look-up is a binary search.
 * Source: configuration.txt, "hash-type", "consistent"; the points were found by hashing addresses through HAProxy.
 */
import { avalanche } from '../hash.js';
import type { Candidate } from './balancer.js';

const WHOLE_RING = 2 ** 32;

export class Ring {
  size = 0;
  /** Points in order. */
  private points = new Uint32Array(0);
  /** By point: position of the server in `members`. */
  private owners = new Uint32Array(0);
  private members: readonly Candidate[] = [];

  /** How many points are computed for `members`; the work of `rebuild` is this times its logarithm. */
  static pointsOf(members: readonly Candidate[]): number {
    return members.reduce((sum, candidate) => sum + candidate.weight(), 0);
  }

  rebuild(members: readonly Candidate[]): void {
    this.members = members;
    this.size = Ring.pointsOf(members);
    // a point and its owner sort as one number below 2^53
    const sortable = new Float64Array(this.size);
    let next = 0;
    members.forEach((candidate, owner) => {
      const seed = candidate.ringSeed();
      for (let point = 0; point < candidate.weight(); point++)
        sortable[next++] = avalanche(seed + point) * members.length + owner;
    });
    sortable.sort();
    this.points = new Uint32Array(this.size);
    this.owners = new Uint32Array(this.size);
    sortable.forEach((value, at) => {
      this.points[at] = Math.floor(value / members.length);
      this.owners[at] = value % members.length;
    });
  }

  /** Position on the ring of the point that `hash` belongs to. The ring must not be empty. */
  nearest(hash: number): number {
    const after = this.firstNotBefore(hash);
    const before = after === 0 ? this.size - 1 : after - 1;
    const point = after === this.size ? 0 : after;
    return distance(this.point(before), hash) <= distance(hash, this.point(point)) ? before : point;
  }

  at(position: number): Candidate {
    return this.members[this.owners[position] as number] as Candidate;
  }

  next(position: number): number {
    return position + 1 === this.size ? 0 : position + 1;
  }

  before(position: number): number {
    return (position === 0 ? this.size : position) - 1;
  }

  /** Position of the first point at or after `hash`; `size` when there is none. */
  firstNotBefore(hash: number): number {
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.point(middle) < hash) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  point(position: number): number {
    return this.points[position] as number;
  }
}

/** From one point forward to another. */
function distance(from: number, to: number): number {
  return from <= to ? to - from : to - from + WHOLE_RING;
}
