/** A worker thread as the main thread sees it. */
import type { Notice, Order, WorkerStart } from '../worker/messages.js';
import type { WorkerThread } from './worker-thread.js';

export interface WorkerEvents {
  notice(handle: WorkerHandle, notice: Notice): void;
  /** It has ended though nobody asked it to. */
  died(handle: WorkerHandle, reason: string): void;
}

export class WorkerHandle {
  readonly number: number;
  /** `EngineStat` columns. */
  readonly stats: Float64Array;
  readonly startedAt = performance.now();
  /** Takes no new connections and ends with its last session (nbthread was lowered). */
  leaving = false;
  /** Ready for traffic. Rejects when it dies before. */
  readonly ready: Promise<void>;
  readonly #thread: WorkerThread;
  readonly #waiting = new Set<{ accepts: (notice: Notice) => boolean; resolve: () => void }>();
  #expected = false;
  #ended = false;

  constructor(thread: WorkerThread, start: WorkerStart, events: WorkerEvents) {
    this.number = start.engine.worker;
    this.stats = new Float64Array(start.engine.stats);
    this.#thread = thread;
    let reason = '';
    let failStart: (error: Error) => void = () => {};
    this.ready = new Promise<void>((resolve, reject) => {
      failStart = reject;
      this.#waiting.add({ accepts: (notice) => notice.type === 'ready', resolve });
    });
    this.ready.catch(() => {});
    this.#thread.on('error', (error: unknown) => {
      reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    });
    this.#thread.on('exit', (code) => {
      this.#ended = true;
      failStart(new Error(reason || `exit code ${code}`));
      // Nobody waits for an answer of the dead.
      for (const waiting of this.#waiting) waiting.resolve();
      this.#waiting.clear();
      if (!this.#expected) events.died(this, reason || `exit code ${code}`);
    });
    this.#thread.on('message', (notice: Notice) => {
      for (const waiting of this.#waiting) {
        if (!waiting.accepts(notice)) continue;
        this.#waiting.delete(waiting);
        waiting.resolve();
      }
      events.notice(this, notice);
    });
    this.order({ type: 'start', start });
  }

  order(order: Order): void {
    this.#thread.postMessage(order);
  }

  /** Gives an order and waits for its answer, or for the worker's end. */
  async ask(order: Order, accepts: (notice: Notice) => boolean): Promise<void> {
    if (this.#ended) return;
    const answered = new Promise<void>((resolve) => this.#waiting.add({ accepts, resolve }));
    this.order(order);
    await answered;
  }

  async terminate(): Promise<void> {
    this.#expected = true;
    await this.#thread.terminate();
  }
}
