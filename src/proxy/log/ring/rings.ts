/**
 * The rings of the running configuration, on the main thread: lines come from the workers' mailboxes and from the main
 * thread itself, forwarders take them on. A ring that stays over a reload keeps its lines.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Ring } from '../../../config/model/ring.js';
import { Forwarder } from './forwarder.js';
import { createMailbox, MailboxReader } from './mailbox.js';
import { RingMemory } from './ring-memory.js';

/** How long a stop waits for lines that are on their way. */
const LAST_LINES_MS = 1000;

/** What a worker needs to write to rings. */
export interface RingShare {
  mailbox: SharedArrayBuffer;
  /** Of each ring, by name. */
  numbers: ReadonlyMap<string, number>;
}

interface RunningRing {
  ring: Ring;
  memory: RingMemory;
  forwarders: Forwarder[];
}

interface Mailbox {
  memory: SharedArrayBuffer;
  reader: MailboxReader;
}

export class Rings {
  readonly #running = new Map<string, RunningRing>();
  /** A name keeps its number, so that sessions of an older configuration find their ring, or none. */
  readonly #numbers = new Map<string, number>();
  readonly #byNumber: (RunningRing | undefined)[] = [];
  readonly #mailboxes = new Map<number, Mailbox>();

  /** `onDropped`: a line was lost. */
  constructor(private readonly onDropped: () => void) {}

  /** The rings from now on. */
  use(rings: readonly Ring[]): void {
    const names = new Set(rings.map(({ name }) => name));
    for (const [name, running] of this.#running) {
      if (names.has(name)) continue;
      this.#running.delete(name);
      this.#byNumber[this.#numbers.get(name)!] = undefined;
      endAll(running);
    }
    for (const ring of rings) this.#useOne(ring);
  }

  #useOne(ring: Ring): void {
    const before = this.#running.get(ring.name);
    if (before !== undefined && isDeepStrictEqual(before.ring, ring)) return;
    if (before !== undefined) endAll(before);
    const memory = before?.memory.sizeBytes === ring.sizeBytes ? before.memory : new RingMemory(ring.sizeBytes);
    const running: RunningRing = { ring, memory, forwarders: ring.servers.map((server) => new Forwarder(ring, server, memory)) };
    this.#running.set(ring.name, running);
    let number = this.#numbers.get(ring.name);
    if (number === undefined) this.#numbers.set(ring.name, (number = this.#numbers.size));
    this.#byNumber[number] = running;
  }

  /** undefined: there are no rings. */
  share(worker: number): RingShare | undefined {
    if (this.#running.size === 0) return undefined;
    let mailbox = this.#mailboxes.get(worker);
    if (mailbox === undefined) {
      const memory = createMailbox();
      this.#mailboxes.set(worker, (mailbox = { memory, reader: new MailboxReader(memory) }));
    }
    return { mailbox: mailbox.memory, numbers: this.#numbers };
  }

  /** The worker has written something, or has ended. */
  collect(worker: number): void {
    const touched = new Set<RunningRing>();
    this.#mailboxes.get(worker)?.reader.drain((number, line) => {
      const running = this.#byNumber[number];
      if (running !== undefined) touched.add(running);
      if (running === undefined || !putIn(running, line)) this.onDropped();
    });
    touched.forEach(pump);
  }

  /** A line of the main thread's own, without newline, cut to what the ring takes. */
  append(name: string, line: Buffer): void {
    const running = this.#running.get(name);
    if (running === undefined || !putIn(running, line.subarray(0, running.ring.maxLengthBytes))) this.onDropped();
    else pump(running);
  }

  /** Sends what is left to servers that are there. */
  async close(): Promise<void> {
    for (const worker of this.#mailboxes.keys()) this.collect(worker);
    const forwarders = [...this.#running.values()].flatMap((running) => running.forwarders);
    await Promise.all(forwarders.map((forwarder) => forwarder.close(LAST_LINES_MS)));
  }
}

/** A full ring may have room again when its servers have been given what they take. false: dropped. */
function putIn(running: RunningRing, line: Buffer): boolean {
  if (running.memory.append(line)) return true;
  pump(running);
  return running.memory.append(line);
}

function pump({ forwarders }: RunningRing): void {
  for (const forwarder of forwarders) forwarder.pump();
}

function endAll({ forwarders }: RunningRing): void {
  for (const forwarder of forwarders) void forwarder.close(LAST_LINES_MS);
}
