/**
 * The way a worker's log lines leave: text in the engine's arena and a LOG command per line and target.
 * The worker's command writer implements it.
 */
export interface LogWriter {
  /** `Engine.arena`. */
  readonly arena: Buffer;
  /**
   * Reserves bytes in the arena and answers where they start, until the commands have been executed; −1 when there is
   * no room even after a flush (a length no arena could hold): the line is dropped.
   */
  allocate(bytes: number): number;
  /** Sends `length` bytes from `offset` to a sink (`Engine.addLogSink`). */
  log(sink: number, offset: number, length: number): void;
}
