/** What the main thread and a worker say to each other. Rare: traffic never waits for a message. */
import type { Model, Server } from '../../config/model.js';
import type { EngineOptions, ListenerOptions } from '../../native.js';
import type { BoardShare } from '../board-memory.js';
import type { RingShare } from '../log/ring/rings.js';
import type { Layout } from '../plan/layout.js';

/** What a worker begins with. */
export interface WorkerStart {
  engine: EngineOptions;
  board: BoardShare;
  /** Listeners that begin paused. */
  paused: readonly number[];
  plan: PlanOrder;
}

/** A new generation of the configuration. */
export interface PlanOrder {
  type: 'plan';
  model: Model;
  layout: Layout;
  /** Segments of counters that the worker has not got yet. */
  segments: SharedArrayBuffer[];
  /** Taken down first: a socket may come back under another id. */
  remove: number[];
  add: ListenerOptions[];
  /** undefined: there are none. */
  rings?: RingShare | undefined;
}

export type Order =
  /** The first one. Until then the thread only has its modules loaded. */
  | { type: 'start'; start: WorkerStart }
  | PlanOrder
  /** Answered by `paused`. */
  | { type: 'pause'; listeners: readonly number[] }
  | { type: 'resume'; listeners: readonly number[] }
  /** Closed for good, answered by `paused`. */
  | { type: 'remove'; listeners: readonly number[] }
  /** Soft stop: take no new connections; the present generation is the last. */
  | { type: 'finish' }
  /** End the sessions of all generations up to this one. */
  | { type: 'kill'; generation: number }
  /** Of the server of this shared row: where it is now, and how many sessions it may have. */
  | { type: 'adjust'; shared: number; address?: Server['address']; maxconn?: number }
  /** Ends the sessions on the server of this shared row. 'down': it went down; 'up': it is a backup that is needed no more; 'killed': an operator wants it. */
  | { type: 'end-sessions'; shared: number; why: 'down' | 'up' | 'killed' }
  /** `clear counters`: the worker's own. */
  | { type: 'clear'; all: boolean }
  /** For tests: die as if by a bug. */
  | { type: 'crash' };

export type Notice =
  /** Modules and addon are there; `start` may come. */
  | { type: 'loaded' }
  | { type: 'ready'; generation: number }
  | { type: 'applied'; generation: number }
  | { type: 'finishing' }
  /** Nobody waits on the listeners of the last `pause` or `remove` any more. */
  | { type: 'paused' }
  /** The last session of a retired generation has ended. */
  | { type: 'drained'; generation: number }
  /** `observe`: connections to the server of this shared row have failed, as many in a row as its limit says. */
  | { type: 'errors'; shared: number }
  /** There are lines for rings in the worker's mailbox. */
  | { type: 'ring' }
  | { type: 'accept-paused'; code: number }
  | { type: 'warning'; text: string };
