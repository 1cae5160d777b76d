/**
 * Checks that only connect, as many at a time as there are servers: the addon connects, and answers for many at once. What it does
 * not do (Unix sockets) goes by sockets of its own.
 */
import { getSystemErrorName } from 'node:util';
import type { Native, Prober } from '../../native.js';
import { connectSocket, type Connector, type ConnectResult } from './connector.js';

/** A check under way, and in between a number for the next one. */
interface Probe {
  readonly id: number;
  done: (result: ConnectResult) => void;
  timeoutMs: number;
  /** Set when it has not answered at once. */
  timer: NodeJS.Timeout | undefined;
  active: boolean;
}

const OUTCOMES = 1024;
const CONNECTED: ConnectResult = { outcome: 'connected' };
const TIMEOUT: ConnectResult = { outcome: 'timeout' };

export class Probing {
  readonly #native: Pick<Native, 'createProber'>;
  #prober: Prober | undefined;
  readonly #probes: Probe[] = [];
  readonly #free: Probe[] = [];
  /** Begun since outcomes were last collected. */
  #fresh: Probe[] = [];
  readonly #outcomes = new Int32Array(2 * OUTCOMES);
  /** Those that end while outcomes are handed out: their numbers may still stand in one. */
  #held: Probe[] | undefined;
  /** By errno: servers that refuse do so again and again. */
  readonly #failures = new Map<number, ConnectResult>();

  constructor(native: Pick<Native, 'createProber'>) {
    this.#native = native;
  }

  readonly connect: Connector = (address, timeoutMs, done, localAddress) => {
    const prober = 'path' in address || localAddress !== undefined ? undefined : this.#take();
    if ('path' in address || prober === undefined) {
      return connectSocket(address, timeoutMs, done, localAddress);
    }
    const probe = this.#free.pop() ?? this.#add();
    probe.done = done;
    probe.timeoutMs = timeoutMs;
    probe.active = true;
    const failed = prober.begin(probe.id, address.address, address.port);
    if (failed !== 0) {
      const immediate = setImmediate(() => this.#finish(probe, this.#failure(failed)));
      return () => {
        clearImmediate(immediate);
        this.#release(probe);
      };
    }
    // one system call asks about all that begin in one turn of the loop
    if (this.#fresh.push(probe) === 1) setImmediate(() => this.#askFresh());
    return () => {
      this.#prober?.cancel(probe.id);
      this.#release(probe);
    };
  };

  close(): void {
    this.#prober?.close();
    this.#prober = undefined;
  }

  /** undefined: the system has no room for one now. */
  #take(): Prober | undefined {
    try {
      return (this.#prober ??= this.#native.createProber(() => this.#collect()));
    } catch {
      return undefined;
    }
  }

  #add(): Probe {
    const probe: Probe = { id: this.#probes.length, done: () => {}, timeoutMs: 0, timer: undefined, active: false };
    this.#probes.push(probe);
    return probe;
  }

  #release(probe: Probe): void {
    if (!probe.active) return;
    probe.active = false;
    clearTimeout(probe.timer);
    probe.timer = undefined;
    (this.#held ?? this.#free).push(probe);
  }

  #askFresh(): void {
    const fresh = this.#fresh;
    this.#fresh = [];
    this.#collect();
    for (const probe of fresh) {
      if (probe.active && probe.timer === undefined) probe.timer = setTimeout(() => this.#giveUp(probe), probe.timeoutMs);
    }
  }

  #giveUp(probe: Probe): void {
    this.#prober?.cancel(probe.id);
    this.#finish(probe, TIMEOUT);
  }

  #collect(): void {
    for (let count = OUTCOMES; count === OUTCOMES && this.#prober !== undefined;) {
      count = this.#prober.collect(this.#outcomes);
      const held = (this.#held = [] as Probe[]);
      for (let at = 0; at < 2 * count; at += 2) {
        const probe = this.#probes[this.#outcomes[at]!]!;
        const error = this.#outcomes[at + 1]!;
        if (probe.active) this.#finish(probe, error === 0 ? CONNECTED : this.#failure(error));
      }
      this.#held = undefined;
      for (const probe of held) this.#free.push(probe);
    }
  }

  #finish(probe: Probe, result: ConnectResult): void {
    const { done } = probe;
    this.#release(probe);
    done(result);
  }

  #failure(errno: number): ConnectResult {
    let result = this.#failures.get(errno);
    if (result === undefined) this.#failures.set(errno, (result = { outcome: 'failed', code: getSystemErrorName(-errno) }));
    return result;
  }
}
