/**
 * How a hash designates a server, for `source`, `hash` and `rdp-cookie`: `hash-type map-based` and `consistent`.
 *
 * The server is answered even when it is full: the client stays with it, unless `hash-preserve-affinity` lets the ring pass
 * over full ones. Where there is nothing to hash, servers take
 * turns along the map or the ring, and full ones are passed over.
 * Source: configuration.txt, "hash-type", "hash-balance-factor", "hash-preserve-affinity".
 */
import { avalanche } from '../hash.js';
import type { BalanceKey, Balancer, BalancerOptions, Candidate, KeyHash, PickFailure } from './balancer.js';
import { BoundedLoad } from './bounded-load.js';
import { hasPlace, members, queueIsFull } from './pool.js';
import { Ring } from './ring.js';
import { weightMap } from './weight-map.js';

export function createHashing(candidates: readonly Candidate[], keyHash: KeyHash, options: BalancerOptions): Balancer {
  return options.hashType.method === 'consistent'
    ? new RingHashing(candidates, keyHash, options)
    : new MapHashing(candidates, keyHash, options);
}

/** Also `static-rr`, which is a map and nothing to hash. */
export class MapHashing implements Balancer {
  lastFailure: PickFailure = 'down';
  private map: readonly Candidate[] = [];
  private next = 0;

  constructor(
    private readonly candidates: readonly Candidate[],
    private readonly keyHash: KeyHash,
    private readonly options: BalancerOptions,
  ) {
    this.refresh();
  }

  refresh(): void {
    this.map = weightMap(members(this.candidates, this.options.allBackups));
  }

  pick(key: BalanceKey, avoid?: Candidate): Candidate | undefined {
    if (this.map.length === 0) {
      this.lastFailure = 'down';
      return undefined;
    }
    const hash = this.keyHash(key);
    if (hash < 0) return this.pickInTurn(avoid);
    return this.map[(this.options.hashType.avalanche ? avalanche(hash) : hash) % this.map.length];
  }

  took(): void {}

  dropped(): void {}

  private pickInTurn(avoid: Candidate | undefined): Candidate | undefined {
    let avoided: Candidate | undefined;
    let left = this.map.length;
    while (left-- > 0) {
      if (this.next >= this.map.length) this.next = 0;
      const candidate = this.map[this.next++] as Candidate;
      if (!hasPlace(candidate)) continue;
      if (candidate !== avoid) return candidate;
      avoided = candidate;
    }
    if (avoided === undefined) this.lastFailure = 'full';
    return avoided;
  }
}

class RingHashing implements Balancer {
  lastFailure: PickFailure = 'down';
  private readonly ring = new Ring();
  private readonly bound: BoundedLoad;
  /** The point at which the last turn was. */
  private last = -1;

  constructor(
    private readonly candidates: readonly Candidate[],
    private readonly keyHash: KeyHash,
    private readonly options: BalancerOptions,
  ) {
    this.bound = new BoundedLoad(candidates.length, options.hashBalanceFactor);
    this.refresh();
  }

  refresh(): void {
    const pool = members(this.candidates, this.options.allBackups);
    this.ring.rebuild(pool);
    this.bound.refresh(pool);
  }

  pick(key: BalanceKey, avoid?: Candidate): Candidate | undefined {
    if (this.ring.size === 0) {
      this.lastFailure = 'down';
      return undefined;
    }
    const hash = this.keyHash(key);
    if (hash < 0) return this.pickInTurn(avoid);
    this.bound.count();
    const first = this.ring.nearest(this.options.hashType.avalanche ? avalanche(hash) : hash);
    let position = first;
    do {
      const candidate = this.ring.at(position);
      if (candidate !== avoid && this.bound.allows(candidate) && !this.passesOver(candidate)) return candidate;
      position = this.ring.next(position);
    } while (position !== first);
    return this.ring.at(this.options.passesOver === undefined ? first : this.ring.before(first));
  }

  private passesOver(candidate: Candidate): boolean {
    switch (this.options.passesOver) {
      case undefined:
        return false;
      case 'saturated':
        return !hasPlace(candidate);
      case 'queue-full':
        return queueIsFull(candidate);
    }
  }

  took(): void {}

  dropped(): void {}

  private pickInTurn(avoid: Candidate | undefined): Candidate | undefined {
    let avoided: Candidate | undefined;
    let position = this.ring.firstNotBefore(this.last + 1);
    for (let left = this.ring.size; left > 0; left--) {
      if (position === this.ring.size) position = 0;
      const candidate = this.ring.at(position);
      if (hasPlace(candidate)) {
        if (candidate !== avoid) {
          this.last = this.ring.point(position);
          return candidate;
        }
        avoided = candidate;
      }
      position++;
    }
    if (avoided === undefined) this.lastFailure = 'full';
    return avoided;
  }
}
