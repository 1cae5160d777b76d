/**
 * Writes commands into the engine's ring and text into its arena. Full: the engine executes what is there and both are
 * empty again, so nothing here can overflow.
 */
import {
  Command,
  COMMAND_WORDS,
  CONNECT_FAMILY_SHIFT,
  CONNECT_PORT_SHIFT,
  ConnectFlag,
  Control,
  type Engine,
} from '../../native.js';
import type { LogWriter } from '../log/log-writer.js';

/** At most so many targets get one line. */
const LOG_COMMANDS = 64;

export class CommandWriter implements LogWriter {
  readonly arena: Buffer;
  readonly #engine: Pick<Engine, 'flush'>;
  readonly #commands: Int32Array;
  readonly #control: Int32Array;
  readonly #capacity: number;
  #latestConnect = 0;

  constructor(engine: Pick<Engine, 'commands' | 'control' | 'arena' | 'flush'>) {
    this.arena = engine.arena;
    this.#engine = engine;
    this.#commands = engine.commands;
    this.#control = engine.control;
    this.#capacity = Math.floor(engine.commands.length / COMMAND_WORDS);
  }

  connect(slot: number, generation: number, order: ConnectOrder): void {
    const { target, timeoutMs, elsewhere, from, flags } = order;
    const at = this.#next(Command.CONNECT, slot, generation);
    const commands = this.#commands;
    commands[at] = target;
    commands[at + 1] = timeoutMs;
    commands[at + 2] = elsewhere === undefined ? 0 : elsewhere.family;
    if (elsewhere !== undefined) {
      for (let i = 0; i < 4; i++) commands[at + 3 + i] = elsewhere.words[i]!;
      commands[at + 7] = elsewhere.port;
    }
    commands[at + 8] = flags;
    this.#latestConnect = at;
    if (from === undefined) return;
    commands[at + 8] = flags | (from.family << CONNECT_FAMILY_SHIFT) | (from.port << CONNECT_PORT_SHIFT);
    for (let i = 0; i < 4; i++) commands[at + 11 + i] = from.words[i]!;
  }

  /** Options of the latest `connect`: `ConnectFlag.MARK` or `TOS`. */
  connectWith(flag: number, value: number): void {
    const at = this.#latestConnect;
    this.#commands[at + 8]! |= flag;
    this.#commands[at + (flag === ConnectFlag.MARK ? 9 : 10)] = value;
  }

  /** See `Command.INSPECT`. */
  inspect(slot: number, generation: number, dropBytes: number, knownBytes: number): void {
    const at = this.#next(Command.INSPECT, slot, generation);
    this.#commands[at] = dropBytes;
    this.#commands[at + 1] = knownBytes;
  }

  /** Sends one piece of the arena. */
  send(slot: number, generation: number, offset: number, length: number): void {
    const at = this.#next(Command.SEND, slot, generation);
    this.#commands[at] = 1;
    this.#commands[at + 1] = -1;
    this.#commands[at + 2] = offset;
    this.#commands[at + 3] = length;
  }

  /** See `SlotOption`. */
  option(slot: number, generation: number, option: number, value: number): void {
    const at = this.#next(Command.OPTION, slot, generation);
    this.#commands[at] = option;
    this.#commands[at + 1] = value;
  }

  /** Moves all until EOF and then shuts the destination down. `flags`: `RelayFlag.SHUTDOWN_AT_EOF` is added. */
  relay(slot: number, generation: number, relay: Relay): void {
    const at = this.#next(Command.RELAY, slot, generation);
    const commands = this.#commands;
    commands[at] = relay.toSlot;
    commands[at + 1] = relay.toGeneration;
    commands[at + 2] = -1;
    commands[at + 3] = -1;
    commands[at + 4] = relay.flags;
    commands[at + 5] = relay.readTimeoutMs;
    commands[at + 6] = relay.writeTimeoutMs;
    commands[at + 7] = relay.row0;
    commands[at + 8] = relay.row1;
    commands[at + 9] = relay.row2;
    commands[at + 10] = relay.row3;
    commands[at + 11] = relay.direction;
    commands[at + 12] = relay.dropBytes;
  }

  timeouts(slot: number, generation: number, readMs: number, writeMs: number): void {
    const at = this.#next(Command.TIMEOUTS, slot, generation);
    this.#commands[at] = readMs;
    this.#commands[at + 1] = writeMs;
  }

  /** 0 cancels. */
  alarm(slot: number, generation: number, ms: number): void {
    this.#commands[this.#next(Command.ALARM, slot, generation)] = ms;
  }

  shutdown(slot: number, generation: number): void {
    this.#next(Command.SHUTDOWN, slot, generation);
  }

  /** `mode`: `CloseMode`. */
  close(slot: number, generation: number, mode: number): void {
    this.#commands[this.#next(Command.CLOSE, slot, generation)] = mode;
  }

  log(sink: number, offset: number, length: number): void {
    const at = this.#next(Command.LOG, sink, 0);
    this.#commands[at] = offset;
    this.#commands[at + 1] = length;
  }

  allocate(bytes: number): number {
    const used = this.#control[Control.ARENA_USED]!;
    // Its LOG commands must find room too: a flush between the two would let the next line overwrite this one.
    const crowded = this.#control[Control.COMMAND_COUNT]! > this.#capacity - LOG_COMMANDS;
    if (crowded || this.arena.length - used < bytes) this.#engine.flush();
    const offset = this.#control[Control.ARENA_USED]!;
    if (this.arena.length - offset < bytes) return -1;
    this.#control[Control.ARENA_USED] = offset + bytes;
    return offset;
  }

  /** Orders that do not come from the engine's handler are executed by this. */
  flush(): void {
    this.#engine.flush();
  }

  /** Index of the record's first word of payload. */
  #next(type: number, slot: number, generation: number): number {
    if (this.#control[Control.COMMAND_COUNT]! >= this.#capacity) this.#engine.flush();
    const count = this.#control[Control.COMMAND_COUNT]!;
    this.#control[Control.COMMAND_COUNT] = count + 1;
    const at = count * COMMAND_WORDS;
    this.#commands[at] = type;
    this.#commands[at + 1] = slot;
    this.#commands[at + 2] = generation;
    return at + 3;
  }
}

/** What a CONNECT command says; one object is filled again and again. */
export interface ConnectOrder {
  target: number;
  timeoutMs: number;
  /** undefined: the target's own address. */
  elsewhere: Destination | undefined;
  /** undefined: the target's source, if there is one. */
  from: Destination | undefined;
  /** `ConnectFlag`. */
  flags: number;
}

/** What a RELAY command says; one object is filled again and again. */
export interface Relay {
  toSlot: number;
  toGeneration: number;
  flags: number;
  readTimeoutMs: number;
  writeTimeoutMs: number;
  row0: number;
  row1: number;
  row2: number;
  row3: number;
  direction: number;
  /** Inspected bytes that are not passed on. */
  dropBytes: number;
}

/** Where a connection goes; words as in `Session`. */
export interface Destination {
  family: number;
  readonly words: Int32Array;
  port: number;
}
