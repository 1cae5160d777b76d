/** Lines for one ring, on the side of the worker. What the mailbox does not take is counted like what a target does not take. */
import { EngineStat } from '../../../native.js';
import type { LineSink } from '../line-sink.js';
import type { MailboxWriter } from './mailbox.js';

export class RingSink implements LineSink {
  readonly bytes: Buffer;

  constructor(
    private readonly mailbox: MailboxWriter,
    private readonly number: number,
    /** `EngineOptions.stats`, of this thread's engine. */
    private readonly stats: Float64Array,
  ) {
    this.bytes = mailbox.bytes;
  }

  allocate(length: number): number {
    const offset = this.mailbox.allocate(length);
    if (offset < 0) this.stats[EngineStat.LOGS_DROPPED]! += 1;
    return offset;
  }

  /** The newline stays behind: rings hold lines, their servers say how they are told apart. */
  send(offset: number, length: number): void {
    this.mailbox.send(this.number, offset, length - 1);
    this.stats[EngineStat.LOGS_SENT]! += 1;
  }
}
