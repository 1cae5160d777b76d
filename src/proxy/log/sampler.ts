/**
 * `sample 1,3-5:6` of a `log` line: which of its lines a target gets. Each worker counts its own lines.
 * Source: configuration.txt, "log".
 */
import type { LogTarget } from '../../config/model.js';

export class Sampler {
  /** Of the last line, from 1 to `size`. */
  private number = 0;

  constructor(private readonly sample: NonNullable<LogTarget['sample']>) {}

  /** Counts a line; whether it is sent. */
  takes(): boolean {
    const { ranges, size } = this.sample;
    this.number = (this.number % size) + 1;
    for (const { from, to } of ranges) if (this.number >= from && this.number <= to) return true;
    return false;
  }
}
