/**
 * The one typed face of the addon (addon/binding). Nothing else imports the binary.
 *
 * The engine moves bytes and knows sockets, buffers, pipes, byte counts and timers; everything that decides is
 * TypeScript. They meet in two rings of Int32 records, an arena for text, and a few columns of shared numbers:
 * one wake-up of the engine is one call of the handler, whatever the number of events.
 *
 * Slots. A slot is one socket, named by its index and its generation; a command with a stale generation is refused
 * (counted in `EngineStat.STALE_COMMANDS`), never misdirected. Slots [0, inboundSlots) are accepted connections and are
 * allocated by the engine; slots [inboundSlots, inboundSlots + outboundSlots) are connections to servers and are
 * allocated by TypeScript, which names a free one in `CONNECT`. A slot's generation starts at 1 and grows by one each
 * time the slot is closed, on both sides of the boundary.
 */

import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** Int32 words of an event record. Every record: [type, slot, generation, ...payload]. */
export const EVENT_WORDS = 16;
/** Int32 words of a command record. Every record: [type, slot, generation, ...payload]. */
export const COMMAND_WORDS = 18;

/** What the engine tells. Payload words are numbered from 3. */
export const Event = {
  /**
   * A client was accepted; its slot is inbound.
   * 3 listener id · 4 family (`Family`) · 5–8 peer address (IPv4 in word 5, IPv6 in 5–8; bytes in network order as they
   * lie in memory) · 9 peer port.
   */
  ACCEPTED: 1,
  /** A connection asked for by CONNECT is established. Payload: 3 microseconds since CONNECT was executed. */
  CONNECTED: 2,
  /**
   * CONNECT failed; the slot is already closed and its generation has grown by one. 3 errno (ETIMEDOUT when its timer
   * ran out; EMFILE, ENOBUFS … when no socket could be had) · 4 microseconds since CONNECT · 5: 1 = our side's address could
   * not be had.
   */
  CONNECT_FAILED: 3,
  /**
   * A relay is over and everything it had taken has been delivered. slot = source. 3 reason: `RelayEnd`.
   * At EOF the destination has been shut down for writing, if the relay asked for it, unless the way back has ended too:
   * then both are to be closed, which says the same.
   */
  RELAY_DONE: 4,
  /**
   * A relay broke; it is over, undelivered bytes are dropped when the slots are closed. slot = source.
   * 3 side: 0 = the source failed (read), 1 = the destination failed (write) · 4 errno.
   */
  RELAY_ERROR: 5,
  /**
   * A slot that no relay reads from was reset or closed by its peer; a relay that waits for its CONNECT does not read yet.
   * 3 errno (0 = orderly end) · 4 bytes that wait unread in the socket (FIONREAD): a client that closed without sending
   * anything gave up, one that sent a request first wants its answer. At most once a slot.
   */
  HANGUP: 6,
  /** A timer ran out. 3 which: `Timer`. */
  TIMEOUT: 7,
  /** Another thread called `wake`; look at shared state. No slot. */
  WAKE: 8,
  /** accept() failed for want of descriptors or memory; the listener pauses and resumes by itself. 3 listener id · 4 errno. */
  ACCEPT_PAUSED: 9,
  /**
   * The answer to INSPECT: bytes have come that TypeScript does not know of yet, or none will come. They stay in the buffer,
   * and nothing more is read from the slot until INSPECT or RELAY says what becomes of them. 3 number of the buffer (see
   * `Engine.buffers`; −1: there are no bytes) · 4, 5 where they begin and end in it · 6 `Intake` · 7 errno (`Intake.FAILED`).
   */
  DATA: 10,
  /** What SEND ordered could not be sent; what is left of it is dropped. 3 errno (ENOBUFS: more waits than a buffer holds). */
  SEND_FAILED: 11,
} as const;

export const Family = { UNIX: 1, IPV4: 4, IPV6: 6 } as const;
/** MORE: more may come. FULL: not even one byte more fits the buffer. EOF, FAILED: the source has ended, orderly or not. */
export const Intake = { MORE: 0, FULL: 1, EOF: 2, FAILED: 3 } as const;
export const RelayEnd = { EOF: 0, LIMIT: 1 } as const;
/**
 * READ: nothing came from the slot while its relay waited to read, and nothing was delivered to it either (a peer that only
 * receives is not idle). WRITE: the slot took nothing. ALARM: see Command.ALARM. The relay goes on; READ and WRITE are
 * told once, until TIMEOUTS sets them again.
 */
export const Timer = { READ: 0, WRITE: 1, ALARM: 2 } as const;

/** What TypeScript orders. Executed in order after the handler returns (or at `flush`). Payload words from 3. */
export const Command = {
  /**
   * Connects an outbound slot, which must be free and of that generation. 3 target id (`setTarget`) · 4 timeout in ms
   * (0 = none) · 5 family, 6–9 address, 10 port: where to go instead of the target's own address (family 0: there) ·
   * 11 `ConnectFlag`s in the lowest byte, then a byte with the family of our side's address (0: the target's `source`) and two
   * with its port · 12 SO_MARK · 13 TOS, where the flags say so · 14–17 our side's address. Answered by CONNECTED or
   * CONNECT_FAILED. RELAY may name the slot at once: it starts when it is connected.
   */
  CONNECT: 1,
  /**
   * Moves bytes from this slot. 3 destination slot · 4 its generation · 5, 6 byte limit, low and high word (both −1:
   * until EOF) · 7 flags (`RelayFlag`) · 8 read timeout of the source in ms · 9 write timeout of the destination in ms
   * (0 = none) · 10–13 counter rows to add the bytes to (`Board` row numbers, −1 = none) · 14 direction of the bytes:
   * 0 = towards the server (in), 1 = towards the client (out) · 15 inspected bytes to drop first. Bytes that were inspected
   * go first and count; those beyond the limit stay in the buffer.
   */
  RELAY: 2,
  /** Changes the timeouts of the relay reading from this slot. 3 read timeout ms · 4 write timeout ms (−1 = leave as is, 0 = none). */
  TIMEOUTS: 3,
  /** One alarm a slot: TIMEOUT(ALARM) after 3 ms; 0 cancels. */
  ALARM: 4,
  /**
   * shutdown(SHUT_WR), once everything relayed to it is delivered. The relay that writes to it, if there is one, reads no
   * more from now on and ends, without an event, when it has delivered what it had taken.
   */
  SHUTDOWN: 5,
  /**
   * Closes the slot at once and ends the relays from and to it without an event. 3 mode: 0 = FIN (what waits unread in the
   * socket is read and dropped first, within bounds: close() with unread data would send RST), 1 = RST, 2 = without a word, as
   * far as the kernel allows.
   */
  CLOSE: 6,
  /** Sends one log line. slot = sink id (`addLogSink`), generation ignored. 3 offset in the arena · 4 length in bytes. */
  LOG: 7,
  /**
   * Receives into a buffer until more bytes are there than TypeScript knows of, before any relay reads from the slot; DATA
   * answers, once. 3 inspected bytes to drop first · 4 bytes known after that. A slot that connects is read from when it is
   * connected.
   */
  INSPECT: 8,
  /**
   * Sends pieces to a slot, with one call when it takes them, before whatever a relay brings. 3 how many, at most
   * `SEND_PIECES` · then for each: number of a buffer (−1 = the arena), offset, length. What cannot be sent at once is
   * copied, one buffer at most; a slot that connects gets it when it is connected. Only failures are told.
   */
  SEND: 9,
  /** Sets an option of the slot's socket. 3 `SlotOption` · 4 value. What the kernel refuses is passed over. */
  OPTION: 10,
} as const;
export const CloseMode = { FIN: 0, RESET: 1, SILENT: 2 } as const;
export const SEND_PIECES = 4;
/** FAST: TCP Fast Open; there are bytes to send at once. MARK, TOS: those options are set before the connection. */
export const ConnectFlag = { FAST: 1, MARK: 2, TOS: 4 } as const;
export const CONNECT_FAMILY_SHIFT = 8;
export const CONNECT_PORT_SHIFT = 16;
export const SlotOption = { MARK: 0, TOS: 1 } as const;
/** LOCAL: of an accepted connection, where the client wanted to go. */
export const WhichAddress = { LOCAL: 0, PEER: 1 } as const;

export const RelayFlag = {
  /** Never splice (default). At most one of the three. */
  COPY: 0,
  /** `option splice-request/-response`: splice as soon as one read fills a buffer, back to copying after three short splices. */
  SPLICE: 1,
  /** `option splice-auto`: splice once several reads in a row filled a buffer. */
  SPLICE_AUTO: 2,
  /** At EOF, shut the destination down for writing once all is delivered. */
  SHUTDOWN_AT_EOF: 4,
  /** What is delivered to the source does not keep its read timeout from running out. */
  INDEPENDENT: 8,
} as const;

/** Words of `Engine.control`. */
export const Control = {
  /** TypeScript → engine: number of command records in the ring; the engine resets it to 0 when it has executed them. */
  COMMAND_COUNT: 0,
  /** TypeScript → engine: bytes of the arena in use; reset to 0 by the engine when the commands are executed. */
  ARENA_USED: 1,
  /** Engine → TypeScript: what `readAddress` found; see `AddressWord`. */
  ADDRESS: 4,
} as const;

/** Words of `Engine.control` after `readAddress`: family, four words of address as in ACCEPTED, port. */
export const AddressWord = { FAMILY: 4, FIRST: 5, PORT: 9 } as const;

/** Elements of `Engine.clock`, refreshed at every wake-up. */
export const Clock = {
  /** CLOCK_MONOTONIC in milliseconds, with a fraction. */
  MONOTONIC_MS: 0,
  /** CLOCK_REALTIME in milliseconds since the epoch, with a fraction. */
  REALTIME_MS: 1,
} as const;

/** The engine's own counters, one Float64 each, in the SharedArrayBuffer given as `EngineOptions.stats` (a row per worker). */
export const EngineStat = {
  WAKEUPS: 0,
  EPOLL_EVENTS: 1,
  HANDLER_CALLS: 2,
  EVENTS: 3,
  COMMANDS: 4,
  STALE_COMMANDS: 5,
  EVENT_RING_HIGH_WATER: 6,
  COMMAND_RING_HIGH_WATER: 7,
  ACCEPTED: 8,
  ACCEPT_PAUSES: 9,
  CONNECTS: 10,
  RECV_CALLS: 11,
  RECV_EAGAIN: 12,
  SEND_CALLS: 13,
  SEND_EAGAIN: 14,
  SPLICE_IN_CALLS: 15,
  /** EAGAIN from splice() in with an empty pipe: the socket is empty. */
  SPLICE_IN_EAGAIN_EMPTY: 16,
  /** EAGAIN from splice() in with data in the pipe: pipe full or socket empty, not known which. */
  SPLICE_IN_EAGAIN_AMBIGUOUS: 17,
  SPLICE_OUT_CALLS: 18,
  SPLICE_OUT_EAGAIN: 19,
  BYTES_SPLICED: 20,
  BYTES_COPIED: 21,
  /** No pipe could be borrowed (maxpipes, EMFILE, ENFILE): copied instead. */
  PIPE_BORROW_FAILURES: 22,
  /** A relay gave up splicing for good (ENOSYS, EPERM, EINVAL, EBADF). */
  SPLICE_FALLBACKS: 23,
  /** Pipes that still held data when their relay ended, and were closed instead of reused. */
  PIPES_DISCARDED: 24,
  INBOUND_OPEN: 25,
  OUTBOUND_OPEN: 26,
  BUFFERS_USED: 27,
  BUFFERS_MAX: 28,
  /** No buffer could be had: the read waited. */
  BUFFER_WAITS: 29,
  LOGS_SENT: 30,
  LOGS_DROPPED: 31,
  /** Relays that began to splice, and that went back to copying (fast streamer gained and lost). */
  SPLICE_STARTS: 32,
  SPLICE_STOPS: 33,
  /** Connections handed to a less loaded worker after accept. */
  HANDED_OVER: 34,
} as const;
export const ENGINE_STAT_COLUMNS = 48;

/** Words (Int32) of the pipe pool's header in its SharedArrayBuffer, readable by anybody. */
export const PipePoolWord = {
  MAX: 0,
  /** Borrowed now. */
  USED: 1,
  /** Ready in the pool now. */
  FREE: 2,
  /** Size asked for in bytes. */
  REQUESTED_SIZE: 3,
  /** Smallest and largest size in bytes that the kernel granted so far (0 = none yet). */
  SMALLEST_SIZE: 4,
  LARGEST_SIZE: 5,
  /** High-water mark of USED. */
  USED_MAX: 6,
  CREATED: 7,
} as const;

/**
 * Accept gates: Int32 words [current, limit, waiting] each, in a SharedArrayBuffer shared by all workers. The engine
 * adds 1 to `current` of each gate of the listener before it accepts and takes it back when the client's slot is closed;
 * at `limit` (0 = none) it pauses the listener, sets `waiting`, and whoever releases a waiting gate wakes the workers.
 */
export const GateWord = { CURRENT: 0, LIMIT: 1, WAITING: 2 } as const;
export const GATE_WORDS = 4;

export interface EngineOptions {
  inboundSlots: number;
  outboundSlots: number;
  /** `tune.bufsize`, bytes. */
  bufferBytes: number;
  /** How many buffers may be in use at once; beyond, reads wait. */
  buffers: number;
  /** This worker's number, from 0. */
  worker: number;
  /** Shared by all engines of the process; made by `createShared`. */
  shared: SharedArrayBuffer;
  /** Accept gates, `GATE_WORDS` Int32 each. */
  gates: SharedArrayBuffer;
  /** `ENGINE_STAT_COLUMNS` Float64, written by this engine alone. */
  stats: SharedArrayBuffer;
  /** false: splicing is not offered (`nosplice`, or the probe failed). */
  splice: boolean;
  /** 'legacy': the strategy for kernels before 2.6.29, where splice() answers EAGAIN on a shut-down socket. */
  spliceStrategy: 'modern' | 'legacy';
}

export interface ListenerOptions {
  /** Chosen by the caller, from 0; comes back in ACCEPTED. */
  id: number;
  /** A listening socket; stays owned by the caller. */
  fd: number;
  /** Gate numbers (index into `gates`), at most 4. */
  gates: number[];
}

export interface TargetOptions {
  id: number;
  /** 'ipv4' | 'ipv6': address and port; 'unix': path; 'abns': abstract name. */
  family: 'ipv4' | 'ipv6' | 'unix' | 'abns';
  address: string;
  port: number;
  options?: SocketOptions;
  /** Our side's address; `lastPort` ≥ `port` > 0: one of these ports. */
  source?: { family: 'ipv4' | 'ipv6'; address: string; port: number; lastPort: number };
}

/** What can be asked of a socket beyond its address. 0, empty or missing: nothing. */
export interface SocketOptions {
  interface?: string;
  namespace?: string;
  congestion?: string;
  userTimeoutMs?: number;
  /** Below 0: so much less than the system's. */
  maxSegment?: number;
  transparent?: boolean;
  keepalive?: boolean;
  keepaliveCount?: number;
  keepaliveIdleS?: number;
  keepaliveIntervalS?: number;
  delayAck?: boolean;
  /** At most 80 bytes: TCP MD5 signatures. */
  md5Password?: string;
  /** Of listening sockets. */
  fastOpenQueue?: number;
  deferAcceptS?: number;
}

/** Times in microseconds. */
export interface TcpInfo {
  rttUs: number;
  rttVarianceUs: number;
  unacked: number;
  sacked: number;
  lost: number;
  retransmitted: number;
  fackets: number;
  reordering: number;
}

/** Where log lines go. Never blocks: what the target does not take is dropped and counted. */
export type LogSinkOptions =
  | { id: number; kind: 'udp'; family: 'ipv4' | 'ipv6'; address: string; port: number }
  /** 'abns': a name in the abstract namespace. */
  | { id: number; kind: 'unix' | 'abns'; path: string }
  /** stdout and stderr: opened again without blocking where the kernel allows. */
  | { id: number; kind: 'fd'; fd: number };

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

export interface LogSink {
  /** Sends one line. false: the target did not take it, and it is dropped. */
  send(line: Uint8Array): boolean;
}

export interface Engine {
  readonly events: Int32Array;
  readonly commands: Int32Array;
  readonly control: Int32Array;
  readonly clock: Float64Array;
  /** Text for LOG and pieces for SEND, written by TypeScript. */
  readonly arena: Buffer;
  /** The memory of all buffers: buffer n begins at n × `bufferBytes`. What a DATA event names may be read and changed. */
  readonly buffers: Buffer;
  /** Bytes taken from each slot by relays since it was opened. Indexed by slot. Kept until the slot is opened again. */
  readonly received: Float64Array;
  /** Bytes delivered to each slot by relays since it was opened. */
  readonly sent: Float64Array;
  /**
   * Starts turning on this thread's loop: `handler(count)` is called with the number of records in `events` whenever
   * there are some. The handler must not throw.
   */
  start(handler: (count: number) => void): void;
  /** Executes the commands in the ring now (the ring was full, or they do not come from the handler). */
  flush(): void;
  addListener(options: ListenerOptions): void;
  /** Stops accepting on it; the descriptor stays open. */
  removeListener(id: number): void;
  pauseListener(id: number): void;
  resumeListener(id: number): void;
  setTarget(options: TargetOptions): void;
  addLogSink(options: LogSinkOptions): void;
  removeLogSink(id: number): void;
  /** The local address a client connected to, as text and port; undefined when the handle is stale. */
  localAddress(slot: number, generation: number): { family: number; address: string; port: number } | undefined;
  /** Gives the engine the pages of the board. `rows[i]` is the Float64 row i of this worker. See src/proxy/board.ts. */
  addBoardSegment(segment: Float64Array): void;
  /** Puts an address of a slot into `control` (`AddressWord`). false: there is none, or the handle is stale. */
  readAddress(slot: number, generation: number, which: number): boolean;
  /** TCP_INFO; undefined: not TCP, or the handle is stale. */
  tcpInfo(slot: number, generation: number): TcpInfo | undefined;
  /** Closes every slot, releases gates and pipes. The engine is dead afterwards. Also done when the thread ends. */
  close(): void;
}

/**
 * Finds out whether TCP servers accept connections, many at a time: connects, and resets what was established before the server's
 * program sees it. Made with a function that is called when `collect` may have outcomes of those that did not answer at once.
 */
export interface Prober {
  /**
   * 0: under way, and `collect` will tell. Otherwise the errno with which it has failed at once. `id` is the caller's, below 2²⁰,
   * and not under way. The address is of IPv6 when it has a colon. Throws SystemError when it is none.
   */
  begin(id: number, address: string, port: number): number;
  /** Nothing is told of it any more. */
  cancel(id: number): void;
  /**
   * Fills `outcomes` with pairs of an id and an errno, 0 where it has connected; returns how many. Called once after a number of
   * `begin`, and whenever the prober asks for it; when `outcomes` is full there may be more.
   */
  collect(outcomes: Int32Array): number;
  /** Ends what is under way. Also done when the thread ends. */
  close(): void;
}

/** A failure of the operating system: `message` says what was attempted, `code` is the errno name, e.g. EADDRINUSE. */
export interface SystemError extends Error {
  code: string;
  errno: number;
}

export interface Native {
  createEngine(options: EngineOptions): Engine;
  /** Memory all engines of a process share: the pipe pool and the doorbells. Call once, on the main thread. */
  createShared(options: { maxPipes: number; pipeBytes: number }): SharedArrayBuffer;
  /** Int32 view of the pipe pool's header, see `PipePoolWord`. */
  pipePoolHeader(shared: SharedArrayBuffer): Int32Array;
  setMaxPipes(shared: SharedArrayBuffer, maxPipes: number): void;
  /** Wakes a worker's engine (WAKE event there). Any thread. */
  wake(shared: SharedArrayBuffer, worker: number): void;
  /** Makes every worker look at full accept gates again: a limit was raised. */
  wakeGates(shared: SharedArrayBuffer): void;
  /** A log target for a thread without an engine. Throws SystemError. */
  openLogSink(options: DistributiveOmit<LogSinkOptions, 'id'>): LogSink;
  /** `ready` must not throw. Throws SystemError. */
  createProber(ready: () => void): Prober;
  /**
   * Opens a listening TCP socket: SO_REUSEADDR, TCP_NODELAY (inherited), not blocking, close-on-exec. IPv6: `v6only`.
   * `reusePort`: another process of the same user may bind the address too, if it says so as well.
   * Returns the descriptor. Throws SystemError.
   */
  listenTcp(options: {
    family: 'ipv4' | 'ipv6';
    address: string;
    port: number;
    backlog: number;
    v6only: boolean;
    reusePort?: boolean;
    options?: SocketOptions;
  }): number;
  /** Opens a listening unix socket: bound under a temporary name and renamed over `path`. '@name' is abstract. Throws SystemError. */
  listenUnix(options: {
    path: string;
    backlog: number;
    mode?: number;
    uid?: number;
    gid?: number;
    options?: SocketOptions;
  }): number;
  /** Brings what may change while a socket listens in line with `options`. */
  adjustListener(fd: number, options: SocketOptions): void;
  /**
   * Lets go of a TCP port until `adoptListener`: new connections are refused, those in its queue reset. Unix sockets stay as they
   * are. No engine may wait on it. Throws SystemError.
   */
  suspendListener(fd: number): void;
  /** Checks that `fd` is a listening stream socket and sets it non-blocking. Throws SystemError. */
  adoptListener(fd: number, backlog: number): number;
  /** Address a listening socket is bound to. */
  boundAddress(fd: number): { family: number; address: string; port: number };
  closeFd(fd: number): void;
  /** Soft and hard limit of RLIMIT_NOFILE. */
  nofile(): { soft: number; hard: number };
  /** Sets the limit (both when root allows); returns what is in force. */
  setNofile(limit: number): { soft: number; hard: number };
  /** Tries splice() from a socket to a pipe and out again. `reason` says why not. */
  probeSplice(): { usable: boolean; reason?: string };
  /** Kernel release as [major, minor, patch]. */
  kernelRelease(): [number, number, number];
  /** CPU seconds of the calling thread, for tests and benchmarks. */
  threadCpuSeconds(): number;

  /** chroot() and chdir() for all threads. This and what follows, down to `sendDatagram`, throws SystemError. */
  confine(directory: string): void;
  /**
   * Takes the group and the user, for all threads, and gives up supplementary groups. The calling thread alone keeps
   * `capabilities` (numbers of capabilities(7)) when the user changes.
   */
  changeAccount(account: { uid?: number | undefined; gid?: number | undefined; capabilities: readonly number[] }): void;
  /** Programs that this thread starts gain no privileges by a setuid bit. */
  forbidNewPrivileges(): void;
  /** Core dumps of any size, although privileges were given up. */
  allowCoreDumps(): void;
  /** /dev/null becomes the descriptors 0, 1 and 2. */
  silence(): void;
  /** Two connected unix stream sockets, blocking, close-on-exec. */
  socketPair(): [number, number];
  /** A connection whose reads and writes block up to `timeoutMs`. '@name' is abstract. */
  connectUnix(path: string, timeoutMs: number): number;
  /** At least one byte, and with it at most 253 descriptors, which stay the caller's. Blocks while the socket is full. */
  sendDescriptors(socket: number, bytes: Uint8Array, descriptors: readonly number[]): void;
  /** What one message brings; the descriptors are the caller's. No bytes: the other side has closed. */
  receiveDescriptors(socket: number, mostBytes: number): { bytes: Buffer; descriptors: number[] };
  /** One datagram to a unix socket, without waiting. '@name' is abstract. */
  sendDatagram(path: string, bytes: Uint8Array): void;
}

/** The binary as it is: shared memory is passed as typed arrays, since Node-API knows no SharedArrayBuffer. */
interface Binary extends Omit<
  Native,
  'createEngine' | 'createShared' | 'pipePoolHeader' | 'setMaxPipes' | 'wake' | 'wakeGates' | 'openLogSink' | 'createProber'
> {
  Engine: new (
    options: Omit<EngineOptions, 'shared' | 'gates' | 'stats'> & { shared: Int32Array; gates: Int32Array; stats: Float64Array },
  ) => Engine;
  LogSink: new (options: DistributiveOmit<LogSinkOptions, 'id'>) => LogSink;
  Prober: new (ready: () => void) => Prober;
  sharedBytes: number;
  initShared(shared: Int32Array, options: { maxPipes: number; pipeBytes: number }): void;
  setMaxPipes(shared: Int32Array, maxPipes: number): void;
  wake(shared: Int32Array, worker: number): void;
  wakeGates(shared: Int32Array): void;
}

/**
 * Loads the addon: build/Release/headrace.node beside dist/, or the file that HEADRACE_ADDON names. Throws an Error whose
 * message says what to do when it is not there.
 */
export function loadNative(): Native {
  const path = process.env.HEADRACE_ADDON ?? fileURLToPath(new URL('../build/Release/headrace.node', import.meta.url));
  let binary: Binary;
  try {
    binary = createRequire(import.meta.url)(path) as Binary;
  } catch (error) {
    const cause = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new Error(`cannot load the addon ${path}: ${cause}; run 'npm run build:addon'`, { cause: error });
  }
  const words = (shared: SharedArrayBuffer): Int32Array => new Int32Array(shared);
  return {
    createEngine: (options) =>
      new binary.Engine({
        ...options,
        shared: words(options.shared),
        gates: words(options.gates),
        stats: new Float64Array(options.stats),
      }),
    createShared: (options) => {
      const shared = new SharedArrayBuffer(binary.sharedBytes);
      binary.initShared(words(shared), options);
      return shared;
    },
    pipePoolHeader: (shared) => new Int32Array(shared, 0, Object.keys(PipePoolWord).length),
    setMaxPipes: (shared, maxPipes) => binary.setMaxPipes(words(shared), maxPipes),
    wake: (shared, worker) => binary.wake(words(shared), worker),
    wakeGates: (shared) => binary.wakeGates(words(shared)),
    openLogSink: (options) => new binary.LogSink(options),
    createProber: (ready) => new binary.Prober(ready),
    listenTcp: binary.listenTcp,
    listenUnix: binary.listenUnix,
    adoptListener: binary.adoptListener,
    adjustListener: binary.adjustListener,
    suspendListener: binary.suspendListener,
    boundAddress: binary.boundAddress,
    closeFd: binary.closeFd,
    nofile: binary.nofile,
    setNofile: binary.setNofile,
    probeSplice: binary.probeSplice,
    kernelRelease: binary.kernelRelease,
    threadCpuSeconds: binary.threadCpuSeconds,
    confine: binary.confine,
    changeAccount: binary.changeAccount,
    forbidNewPrivileges: binary.forbidNewPrivileges,
    allowCoreDumps: binary.allowCoreDumps,
    silence: binary.silence,
    socketPair: binary.socketPair,
    connectUnix: binary.connectUnix,
    sendDescriptors: binary.sendDescriptors,
    receiveDescriptors: binary.receiveDescriptors,
    sendDatagram: binary.sendDatagram,
  };
}
