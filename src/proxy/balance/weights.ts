/**
 * Weights on the board: the one writer of `WEIGHT`, `EFFECTIVE_WEIGHT` and `RAMP_PERCENT`, on the main thread. Health
 * checks, agents and the runtime API tell it what has happened; workers read the board.
 *
 * `slowstart`: in the e-th second (from 0) of s seconds after a server has come up, ⌊16 e / s⌋ + 1 sixteenths of its
 * weight are in force, and ⌊100 e / s⌋ percent of its limit of sessions (one session at least). Algorithms that ignore
 * changes of weight (static-rr, map-based hashes) have the full weight at once.
 * Source: configuration.txt, "slowstart"; the steps were found by watching HAProxy's `show stat`.
 */
import { Shared } from '../board.js';
import type { Rows } from '../inventory.js';

export const WEIGHT_SCALE = 16;
const STEP_MS = 1000;

/** `BoardMemory`, as far as it is needed here. */
export interface WeightBoard {
  shared(sharedRow: number, column: number): number;
  setShared(sharedRow: number, column: number, value: number): void;
  addShared(sharedRow: number, column: number, amount: number): void;
}

export interface WeighedServer {
  rows: Rows;
  /** Rows of its backend: its epoch tells the workers to look. */
  backend: Rows;
  /** undefined or 0: at full speed at once. */
  slowstartSeconds: number | undefined;
  /** Does the backend's algorithm follow changes of weight? */
  dynamic: boolean;
}

export interface WeightClock {
  /** Monotonic milliseconds. */
  now(): number;
  setTimeout(callback: () => void, ms: number): unknown;
  clearTimeout(timer: unknown): void;
}

interface Ramp {
  server: WeighedServer;
  startedMs: number;
  timer: unknown;
}

/** The weight in force, in sixteenths. */
export function effectiveWeight(weight: number, elapsedSeconds: number, slowstartSeconds: number): number {
  const slow = elapsedSeconds < slowstartSeconds;
  return weight * (slow ? Math.floor((WEIGHT_SCALE * elapsedSeconds) / slowstartSeconds) + 1 : WEIGHT_SCALE);
}

export class Weights {
  readonly #board: WeightBoard;
  readonly #clock: WeightClock;
  /** Servers that start slowly, by shared row. */
  readonly #ramps = new Map<number, Ramp>();

  constructor(board: WeightBoard, clock: WeightClock = systemClock) {
    this.#board = board;
    this.#clock = clock;
  }

  /** As configured, or as an operator or an agent says; 0–256. A slow start goes on. */
  set(server: WeighedServer, weight: number): void {
    this.#board.setShared(server.rows.shared, Shared.WEIGHT, weight);
    const ramp = this.#ramps.get(server.rows.shared);
    if (ramp !== undefined) ramp.server = server;
    this.#write(server, ramp);
  }

  /** It has come up after it was down or in maintenance: its slow start begins, if it has one. Call before its state says UP. */
  cameUp(server: WeighedServer): void {
    this.wentDown(server);
    if (server.slowstartSeconds === undefined || server.slowstartSeconds === 0) return;
    const ramp: Ramp = { server, startedMs: this.#clock.now(), timer: undefined };
    this.#ramps.set(server.rows.shared, ramp);
    this.#step(ramp);
  }

  /** It takes no sessions any more: its slow start has ended. */
  wentDown(server: WeighedServer): void {
    if (this.forget(server.rows.shared)) this.#write(server, undefined);
  }

  /** The row is about to be given to something else. true: its server was starting slowly. */
  forget(sharedRow: number): boolean {
    const ramp = this.#ramps.get(sharedRow);
    if (ramp === undefined) return false;
    this.#clock.clearTimeout(ramp.timer);
    return this.#ramps.delete(sharedRow);
  }

  stop(): void {
    for (const { timer } of this.#ramps.values()) this.#clock.clearTimeout(timer);
    this.#ramps.clear();
  }

  #step(ramp: Ramp): void {
    const { server } = ramp;
    if (this.#elapsed(ramp) >= (server.slowstartSeconds ?? 0)) this.#ramps.delete(server.rows.shared);
    else ramp.timer = this.#clock.setTimeout(() => this.#step(ramp), STEP_MS);
    this.#write(server, ramp);
  }

  #elapsed({ startedMs }: Ramp): number {
    return Math.floor((this.#clock.now() - startedMs) / STEP_MS);
  }

  #write({ rows, backend, slowstartSeconds = 0, dynamic }: WeighedServer, ramp: Ramp | undefined): void {
    const weight = this.#board.shared(rows.shared, Shared.WEIGHT);
    const elapsed = ramp === undefined ? slowstartSeconds : Math.min(slowstartSeconds, this.#elapsed(ramp));
    const effective = dynamic ? effectiveWeight(weight, elapsed, slowstartSeconds) : weight * WEIGHT_SCALE;
    this.#board.setShared(rows.shared, Shared.EFFECTIVE_WEIGHT, effective);
    const percent = elapsed < slowstartSeconds ? Math.floor((100 * elapsed) / slowstartSeconds) : 100;
    this.#board.setShared(rows.shared, Shared.RAMP_PERCENT, percent);
    this.#board.addShared(backend.shared, Shared.EPOCH, 1);
  }
}

const systemClock: WeightClock = {
  now: () => performance.now(),
  setTimeout: (callback, ms) => setTimeout(callback, ms).unref(),
  clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
};
