/** Where finished lines go: the engine sends them, or a ring gets them through a mailbox. */
import type { LogWriter } from './log-writer.js';

export interface LineSink {
  /** Lines are put together here. */
  readonly bytes: Buffer;
  /** Where `length` bytes may be written; −1: there is no room, and the line is dropped. */
  allocate(length: number): number;
  /** Sends what was written there; the last byte is a newline. */
  send(offset: number, length: number): void;
}

/** A target of the engine's. */
export class EngineSink implements LineSink {
  readonly bytes: Buffer;

  constructor(
    private readonly writer: LogWriter,
    /** `Engine.addLogSink` */
    private readonly id: number,
  ) {
    this.bytes = writer.arena;
  }

  allocate(length: number): number {
    return this.writer.allocate(length);
  }

  send(offset: number, length: number): void {
    this.writer.log(this.id, offset, length);
  }
}
