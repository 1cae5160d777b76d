/**
 * An engine without sockets: a test says what happened, and sees what was ordered. The rings, the clock and the slots are
 * as native.ts describes them.
 */
import { Clock, Command, COMMAND_WORDS, Control, Event, EVENT_WORDS, Family, type Engine } from '#headrace/native.js';

/** A command as it was executed: its name, its slot and generation, its payload. */
export interface Ordered {
  command: keyof typeof Command;
  slot: number;
  generation: number;
  payload: number[];
}

const NAMES = new Map<number, keyof typeof Command>(
  Object.entries(Command).map(([name, type]) => [type, name as keyof typeof Command]),
);

export class FakeEngine implements Engine {
  readonly events = new Int32Array(64 * EVENT_WORDS);
  readonly commands: Int32Array;
  readonly control = new Int32Array(16);
  readonly clock = new Float64Array(2);
  readonly arena = Buffer.alloc(4096);
  readonly buffers = Buffer.alloc(64 * 1024);
  readonly received: Float64Array;
  readonly sent: Float64Array;
  /** Everything executed so far; `take` empties it. */
  ordered: Ordered[] = [];
  /** Log lines, as text. */
  logged: string[] = [];
  flushes = 0;
  #handler: (count: number) => void = () => {};
  #count = 0;
  readonly #inbound: Int32Array;

  constructor(options: { inboundSlots: number; outboundSlots: number; commands?: number }) {
    this.commands = new Int32Array((options.commands ?? 64) * COMMAND_WORDS);
    this.received = new Float64Array(options.inboundSlots + options.outboundSlots);
    this.sent = new Float64Array(options.inboundSlots + options.outboundSlots);
    this.#inbound = new Int32Array(options.inboundSlots).fill(1);
    this.clock[Clock.REALTIME_MS] = 1_700_000_000_000;
  }

  start(handler: (count: number) => void): void {
    this.#handler = handler;
  }

  flush(): void {
    this.flushes += 1;
    const count = this.control[Control.COMMAND_COUNT]!;
    for (let i = 0; i < count; i++) {
      const words = [...this.commands.subarray(i * COMMAND_WORDS, (i + 1) * COMMAND_WORDS)];
      const [type = 0, slot = 0, generation = 0, ...payload] = words;
      if (type === Command.LOG) this.logged.push(this.arena.toString('latin1', payload[0], payload[0]! + payload[1]!));
      else this.ordered.push({ command: NAMES.get(type)!, slot, generation, payload });
      if (type === Command.CLOSE && slot < this.#inbound.length) this.#inbound[slot]! += 1;
    }
    this.control[Control.COMMAND_COUNT] = 0;
    this.control[Control.ARENA_USED] = 0;
  }

  /** Lets time pass without an event. */
  pass(ms: number): void {
    this.clock[Clock.MONOTONIC_MS]! += ms;
    this.clock[Clock.REALTIME_MS]! += ms;
  }

  /** Puts an event into the ring; `turn` delivers it. */
  happens(type: keyof typeof Event, slot: number, generation: number, ...payload: number[]): void {
    const at = this.#count++ * EVENT_WORDS;
    this.events.fill(0, at, at + EVENT_WORDS);
    this.events.set([Event[type], slot, generation, ...payload], at);
  }

  /** A client of 192.0.2.1 on a free inbound slot. */
  accepts(slot: number, listener = 0, port = 40000 + slot): void {
    this.happens('ACCEPTED', slot, this.generation(slot), listener, Family.IPV4, 0x010200c0, 0, 0, 0, port);
  }

  /** Generation of an inbound slot now. */
  generation(slot: number): number {
    return this.#inbound[slot]!;
  }

  /** Delivers the events and executes what they led to. */
  turn(): Ordered[] {
    const count = this.#count;
    this.#count = 0;
    this.#handler(count);
    this.flush();
    return this.take();
  }

  take(): Ordered[] {
    return this.ordered.splice(0);
  }

  addListener(): void {}
  removeListener(): void {}
  pauseListener(): void {}
  resumeListener(): void {}
  setTarget(): void {}
  readAddress(): boolean {
    return false;
  }
  tcpInfo(): undefined {}
  addLogSink(): void {}
  removeLogSink(): void {}
  localAddress(): { family: number; address: string; port: number } | undefined {
    return { family: Family.IPV4, address: '192.0.2.80', port: 80 };
  }
  addBoardSegment(): void {}
  close(): void {}
}
