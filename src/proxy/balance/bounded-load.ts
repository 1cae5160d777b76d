/**
 * `hash-balance-factor`: how many sessions each server may have, so that none has more than the factor times the average.
 *
 * The sessions of the farm and the new one, times the factor and rounded up, are slots. They are shared out by weight:
 * whole ones to each, and the remainder along the servers in order, so that all of it is given out. Each has one at least.
 * Source: configuration.txt, "hash-balance-factor"; the rounding was found by watching sequences.
 */
import type { Candidate } from './balancer.js';

export class BoundedLoad {
  private members: readonly Candidate[] = [];
  /** By index of the candidate: the weights before it. */
  private readonly before: Float64Array;
  private total = 0;
  private slots = 0;

  constructor(
    count: number,
    /** Percent; 0 = no bound. */
    private readonly factor: number,
  ) {
    this.before = new Float64Array(count);
  }

  refresh(members: readonly Candidate[]): void {
    this.members = members;
    this.total = 0;
    for (const member of members) {
      this.before[member.index] = this.total;
      this.total += member.weight();
    }
  }

  /** Counts the sessions there are; once before each pick. */
  count(): void {
    if (this.factor === 0) return;
    let sessions = 1;
    for (const member of this.members) sessions += member.sessions();
    this.slots = Math.ceil((sessions * this.factor) / 100);
  }

  /** One more session on it is within the bound. */
  allows(member: Candidate): boolean {
    if (this.factor === 0) return true;
    const weight = member.weight();
    const before = this.before[member.index] as number;
    const remainder = this.slots % this.total;
    const own =
      weight * Math.floor(this.slots / this.total) +
      Math.floor(((before + weight) * remainder) / this.total) -
      Math.floor((before * remainder) / this.total);
    return member.sessions() < Math.max(1, own);
  }
}
