/**
 * `balance source`: the client's address designates the server, as long as the set of usable servers stays the same.
 *
 * The address as a number (IPv6: its four words xored) modulo the number of slots is the slot in the map of weights. The
 * server is answered even when it is full or has just failed (`avoid` does not matter): the client stays with it. Clients
 * without an address (unix sockets) walk round the map and pass over full servers.
 * Source: configuration.txt, "balance", "source", "hash-type"; the hash was found by trying addresses.
 */
import { Family } from '../../../native.js';
import type { Algorithm, BalanceKey, Balancer, Candidate, PickFailure } from '../balancer.js';
import { hasPlace, members } from '../pool.js';
import { weightMap } from '../weight-map.js';

export const source = {
  name: 'source',
  create: (_balance, candidates) => new Source(candidates),
} satisfies Algorithm;

class Source implements Balancer {
  lastFailure: PickFailure = 'down';
  private map: readonly Candidate[] = [];
  private next = 0;

  constructor(private readonly candidates: readonly Candidate[]) {
    this.refresh();
  }

  refresh(): void {
    this.map = weightMap(members(this.candidates));
  }

  pick(key: BalanceKey, avoid?: Candidate): Candidate | undefined {
    if (this.map.length === 0) {
      this.lastFailure = 'down';
      return undefined;
    }
    if (key.family === Family.UNIX) return this.pickInTurn(avoid);
    const words = key.family === Family.IPV6 ? key.a0 ^ key.a1 ^ key.a2 ^ key.a3 : key.a0;
    return this.map[hostOrder(words) % this.map.length];
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

const littleEndian = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

/** A word in network order as it lies in memory, as the unsigned number it means. */
function hostOrder(word: number): number {
  if (!littleEndian) return word >>> 0;
  return ((word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24)) >>> 0;
}
