/**
 * Sends the lines of a ring to one server over TCP or a unix stream socket. Connects again when the connection ends, at most
 * once a second. While it is connected the ring keeps what it has not sent; otherwise the oldest lines make place.
 * Source: configuration.txt, 3.9; RFC 6587 section 3.4 (framing).
 */
import { connect, type Socket } from 'node:net';
import type { Ring, RingServer } from '../../../config/model/ring.js';
import type { RingMemory, RingReader } from './ring-memory.js';

const RETRY_MS = 1000;
/** So many bytes at once; what has been handed to the socket is lost when the connection ends. */
const CHUNK_BYTES = 16_384;
const NEWLINE = Buffer.from('\n');

export class Forwarder {
  readonly #ring: Pick<Ring, 'connectTimeoutMs' | 'serverTimeoutMs'>;
  readonly #server: RingServer;
  readonly #reader: RingReader;
  #socket: Socket | undefined;
  #connected = false;
  /** The socket takes no more for now. */
  #full = false;
  #timer: NodeJS.Timeout | undefined;
  #triedAt = -Infinity;
  #closed = false;

  constructor(ring: Pick<Ring, 'connectTimeoutMs' | 'serverTimeoutMs'>, server: RingServer, memory: RingMemory) {
    this.#ring = ring;
    this.#server = server;
    this.#reader = memory.read();
    this.#connect();
  }

  /** There are new lines. */
  pump(): void {
    const socket = this.#socket;
    if (socket === undefined || !this.#connected) return;
    while (!this.#full) {
      const chunk = this.#nextChunk();
      if (chunk === undefined) return;
      // What the kernel has taken at once is no reason to wait.
      if (socket.write(chunk) || socket.writableLength === 0) continue;
      this.#full = true;
      this.#limit(this.#ring.serverTimeoutMs);
    }
  }

  /** Sends what the ring has, if there is a connection, and ends; `limitMs`: then it ends anyhow. */
  async close(limitMs: number): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    const socket = this.#socket;
    if (socket !== undefined && this.#connected) {
      await new Promise<void>((resolve) => {
        socket.once('close', () => resolve());
        const limit = setTimeout(() => socket.destroy(), limitMs);
        socket.once('close', () => clearTimeout(limit));
        this.#finish(socket);
      });
    }
    socket?.destroy();
    this.#reader.close();
  }

  #finish(socket: Socket): void {
    this.pump();
    if (this.#full) socket.once('drain', () => this.#finish(socket));
    else socket.end(() => socket.destroy());
  }

  #connect(): void {
    this.#triedAt = performance.now();
    const { address } = this.#server;
    const socket = connect(
      'path' in address
        ? { path: address.family === 'abns' ? `\0${address.path}` : address.path }
        : { host: address.address, port: address.port },
    );
    this.#socket = socket;
    this.#limit(this.#ring.connectTimeoutMs);
    socket.on('connect', () => {
      this.#limit(undefined);
      this.#connected = true;
      this.#reader.present = true;
      this.pump();
    });
    socket.on('drain', () => {
      this.#limit(undefined);
      this.#full = false;
      this.pump();
    });
    // What a server says is of no interest, that it ends the connection is.
    socket.resume();
    socket.on('end', () => socket.destroy());
    // 'close' follows.
    socket.on('error', () => {});
    socket.on('close', () => this.#lost());
  }

  #lost(): void {
    this.#socket = undefined;
    this.#connected = this.#full = this.#reader.present = false;
    clearTimeout(this.#timer);
    if (this.#closed) return;
    const wait = Math.max(0, this.#triedAt + RETRY_MS - performance.now());
    this.#timer = setTimeout(() => this.#connect(), wait);
    this.#timer.unref();
  }

  /** The connection ends when it takes longer; undefined: it may take as long as it likes. */
  #limit(ms: number | undefined): void {
    clearTimeout(this.#timer);
    if (ms === undefined || this.#closed) return;
    this.#timer = setTimeout(() => this.#socket?.destroy(), ms);
    this.#timer.unref();
  }

  #nextChunk(): Buffer | undefined {
    const pieces: Buffer[] = [];
    for (let length = 0; length < CHUNK_BYTES;) {
      const line = this.#reader.next();
      if (line === undefined) break;
      pieces.push(...(this.#server.framing === 'octet-count' ? [Buffer.from(`${line.length} `), line] : [line, NEWLINE]));
      length += line.length;
    }
    return pieces.length === 0 ? undefined : Buffer.concat(pieces);
  }
}
