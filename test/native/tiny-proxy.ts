/**
 * The least that can be done with an engine: every client is relayed to one server, both ways, and both sockets are closed when
 * both ways have ended or one has failed. No counters, no retries, no timeouts: tests of the addon need no more.
 */
import {
  COMMAND_WORDS,
  Command,
  ENGINE_STAT_COLUMNS,
  Event,
  EVENT_WORDS,
  GATE_WORDS,
  RelayFlag,
  loadNative,
  type Engine,
  type EngineOptions,
  type Native,
} from '#headrace/native.js';

/** What the engines of a process share. Structured-cloneable: it is given to workers as it is. */
export interface Shared {
  shared: SharedArrayBuffer;
  gates: SharedArrayBuffer;
}

export const native: Native = loadNative();

export function createShared(maxPipes = 16): Shared {
  return {
    shared: native.createShared({ maxPipes, pipeBytes: 65_536 }),
    gates: new SharedArrayBuffer(4 * GATE_WORDS * Int32Array.BYTES_PER_ELEMENT),
  };
}

export function newStats(): SharedArrayBuffer {
  return new SharedArrayBuffer(ENGINE_STAT_COLUMNS * Float64Array.BYTES_PER_ELEMENT);
}

export function engineOptions({ shared, gates }: Shared, more: Partial<EngineOptions> = {}): EngineOptions {
  return {
    inboundSlots: 64,
    outboundSlots: 64,
    bufferBytes: 16_384,
    buffers: 64,
    worker: 0,
    shared,
    gates,
    stats: newStats(),
    splice: true,
    spliceStrategy: 'modern',
    ...more,
  };
}

export function listenAnywhere(): { fd: number; port: number } {
  const fd = native.listenTcp({ family: 'ipv4', address: '127.0.0.1', port: 0, backlog: 128, v6only: false });
  return { fd, port: native.boundAddress(fd).port };
}

/** Puts one command into the ring; it is carried out when the handler returns, or at `flush`. */
export function order(engine: Engine, type: number, slot: number, generation: number, ...payload: number[]): void {
  const at = engine.control[0]! * COMMAND_WORDS;
  engine.commands.fill(0, at, at + COMMAND_WORDS);
  engine.commands.set([type, slot, generation, ...payload], at);
  engine.control[0]! += 1;
}

export interface SeenEvent {
  type: number;
  slot: number;
  generation: number;
  payload: Int32Array;
}

export function eventsOf(engine: Engine, count: number): SeenEvent[] {
  return Array.from({ length: count }, (_, index) => {
    const record = engine.events.slice(index * EVENT_WORDS, (index + 1) * EVENT_WORDS);
    return { type: record[0]!, slot: record[1]!, generation: record[2]!, payload: record.slice(3) };
  });
}

interface Pair {
  clientSlot: number;
  clientGeneration: number;
  serverSlot: number;
  serverGeneration: number;
  ended: number;
}

export class TinyProxy {
  readonly engine: Engine;
  readonly #pairs = new Map<number, Pair>();
  readonly #generations: number[] = [];
  readonly #free: number[] = [];
  accepted = 0;
  wakes = 0;
  onWake: () => void = () => {};

  constructor(options: EngineOptions, listenerFd: number, serverPort: number) {
    this.engine = native.createEngine(options);
    for (let slot = options.inboundSlots + options.outboundSlots - 1; slot >= options.inboundSlots; slot--) this.#free.push(slot);
    this.engine.setTarget({ id: 0, family: 'ipv4', address: '127.0.0.1', port: serverPort });
    this.engine.addListener({ id: 0, fd: listenerFd, gates: [] });
    this.engine.start((count) => this.#handle(count));
  }

  close(): void {
    this.engine.close();
  }

  #handle(count: number): void {
    for (const event of eventsOf(this.engine, count)) {
      switch (event.type) {
        case Event.ACCEPTED:
          this.#accept(event.slot, event.generation);
          break;
        case Event.RELAY_DONE: {
          const pair = this.#pairs.get(event.slot);
          if (pair !== undefined && ++pair.ended === 2) this.#end(pair);
          break;
        }
        case Event.HANGUP:
        case Event.RELAY_ERROR: {
          // Whoever has sent a request and half-closed, before the server's connection was up, wants its answer.
          if (event.type === Event.HANGUP && event.payload[0] === 0 && event.payload[1]! > 0) break;
          const pair = this.#pairs.get(event.slot);
          if (pair !== undefined) this.#end(pair);
          break;
        }
        case Event.CONNECT_FAILED: {
          const pair = this.#pairs.get(event.slot);
          if (pair === undefined) break;
          this.#generations[event.slot] = event.generation + 1;
          this.#end(pair);
          break;
        }
        case Event.WAKE:
          this.wakes += 1;
          this.onWake();
          break;
        default:
          break;
      }
    }
  }

  #accept(clientSlot: number, clientGeneration: number): void {
    this.accepted += 1;
    const serverSlot = this.#free.pop();
    if (serverSlot === undefined) throw new Error('no outbound slot');
    const serverGeneration = this.#generations[serverSlot] ?? 1;
    const pair: Pair = { clientSlot, clientGeneration, serverSlot, serverGeneration, ended: 0 };
    this.#pairs.set(clientSlot, pair).set(serverSlot, pair);
    const flags = RelayFlag.SPLICE | RelayFlag.SHUTDOWN_AT_EOF;
    order(this.engine, Command.CONNECT, serverSlot, serverGeneration, 0, 0);
    const rest = [-1, -1, flags, 0, 0, -1, -1, -1, -1];
    order(this.engine, Command.RELAY, clientSlot, clientGeneration, serverSlot, serverGeneration, ...rest, 0);
    order(this.engine, Command.RELAY, serverSlot, serverGeneration, clientSlot, clientGeneration, ...rest, 1);
  }

  #end(pair: Pair): void {
    this.#pairs.delete(pair.clientSlot);
    this.#pairs.delete(pair.serverSlot);
    order(this.engine, Command.CLOSE, pair.clientSlot, pair.clientGeneration, 0);
    if ((this.#generations[pair.serverSlot] ?? 1) === pair.serverGeneration) {
      order(this.engine, Command.CLOSE, pair.serverSlot, pair.serverGeneration, 0);
      this.#generations[pair.serverSlot] = pair.serverGeneration + 1;
    }
    this.#free.push(pair.serverSlot);
  }
}
