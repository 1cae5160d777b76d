/** Simple TCP origins and clients, closed when the test is over. */
import type { ExecutionContext } from 'ava';
import { once } from 'node:events';
import { createConnection, createServer, type NetConnectOpts, type Server, type Socket } from 'node:net';
import { byteBlocks, Digest } from './bytes.js';
import { ownHost, type Address } from './addresses.js';
import { PATIENCE_MS, until, within } from './waiting.js';

export interface Origin extends Address {
  /** Connections taken so far. */
  readonly accepted: number;
  /** Connections now. */
  readonly open: number;
  /** Waits for the next connection (not one that is there already). */
  connection(withinMs?: number): Promise<Socket>;
  /** Stops listening and destroys what is open: the server has died. */
  close(): Promise<void>;
}

/** An origin whose connections `serve` looks after. Both directions close on their own (`allowHalfOpen`). */
export async function startOrigin(
  t: ExecutionContext,
  serve: (socket: Socket) => void,
  options: { host?: string; port?: number; path?: string } = {},
): Promise<Origin> {
  const sockets = new Set<Socket>();
  let accepted = 0;
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    accepted += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {}); // A reset is the peer's business; 'close' follows.
    serve(socket);
  });
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    if (!server.listening) return;
    server.close();
    await within(once(server, 'close'), 'origin closed');
  };
  t.teardown(close);
  const { host = ownHost, port = 0, path } = options;
  await listening(server, path === undefined ? { host, port } : { path });
  const bound = server.address();
  return {
    host,
    port: typeof bound === 'object' && bound !== null ? bound.port : 0,
    get accepted() {
      return accepted;
    },
    get open() {
      return sockets.size;
    },
    async connection(withinMs = PATIENCE_MS) {
      const [socket] = (await within(once(server, 'connection'), 'connection to the origin', withinMs)) as [Socket];
      return socket;
    },
    close,
  };
}

/** Crowds come at once: what overflows is reset by the kernel, which is no origin's answer. */
const BACKLOG = 4096;

async function listening(server: Server, where: { host: string; port: number } | { path: string }): Promise<void> {
  server.listen({ ...where, backlog: BACKLOG });
  await within(once(server, 'listening'), 'origin listening');
}

/** Sends back what it gets, and ends when the client does. */
export function startEchoOrigin(t: ExecutionContext, options: { host?: string; port?: number } = {}): Promise<Origin> {
  return startOrigin(t, (socket) => socket.pipe(socket), options);
}

/** Sends its name to whoever connects and ends: tells which server was chosen. */
export function startNamedOrigin(
  t: ExecutionContext,
  name: string,
  options: { host?: string; port?: number } = {},
): Promise<Origin> {
  return startOrigin(t, (socket) => socket.resume().end(name), options);
}

/** Takes connections, reads nothing, says nothing. */
export function startSilentOrigin(t: ExecutionContext, options: { host?: string; port?: number } = {}): Promise<Origin> {
  return startOrigin(t, () => {}, options);
}

/** A connection to `address`, established. Both directions close on their own. */
export async function connect(
  t: ExecutionContext,
  address: Address | { path: string },
  more: Partial<NetConnectOpts> = {},
): Promise<Socket> {
  const socket = createConnection({ allowHalfOpen: true, noDelay: true, ...more, ...address } as NetConnectOpts);
  t.teardown(() => void socket.destroy());
  await within(once(socket, 'connect'), `connection to ${JSON.stringify(address)}`);
  socket.on('error', () => {}); // Looked at through `readToEnd` and 'close'.
  return socket;
}

/** How a stream ended, with what came before. */
export interface Received {
  data: Buffer;
  /** 'fin': in order; otherwise the error's code, e.g. ECONNRESET. */
  end: string;
}

/** Reads until the peer ends or resets. Starts reading when it is called. */
export async function readToEnd(socket: Socket, withinMs = PATIENCE_MS): Promise<Received> {
  const chunks: Buffer[] = [];
  const end = await within(
    ending(socket, (chunk) => chunks.push(chunk)),
    'end of the stream',
    withinMs,
  );
  return { data: Buffer.concat(chunks), end };
}

/** The same for streams of any size: their checksum (`Digest.finish`) instead of their bytes. */
export async function digestToEnd(
  socket: Socket,
  withinMs = PATIENCE_MS,
): Promise<{ digest: string; size: number; end: string }> {
  const digest = new Digest();
  const end = await within(
    ending(socket, (chunk) => digest.add(chunk)),
    'end of the stream',
    withinMs,
  );
  return { size: digest.size, digest: digest.finish(), end };
}

function ending(socket: Socket, take: (chunk: Buffer) => void): Promise<string> {
  return new Promise((resolve) => {
    socket.on('data', take);
    socket.once('end', () => resolve('fin'));
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    socket.once('close', () => resolve('closed'));
  });
}

/** Reads exactly `size` bytes and leaves the rest in the socket. */
export async function readExactly(socket: Socket, size: number, withinMs = PATIENCE_MS): Promise<Buffer> {
  const read = async () => {
    const chunks: Buffer[] = [];
    let missing = size;
    while (missing > 0) {
      const chunk = socket.read() as Buffer | null;
      if (chunk !== null) {
        chunks.push(chunk.subarray(0, missing));
        if (chunk.length > missing) socket.unshift(chunk.subarray(missing));
        missing -= Math.min(chunk.length, missing);
        continue;
      }
      if (socket.readableEnded || socket.destroyed) throw new Error(`the stream ended after ${size - missing} of ${size} bytes`);
      await eitherEvent(socket, 'readable', 'close');
    }
    return Buffer.concat(chunks, size);
  };
  return within(read(), `${size} bytes`, withinMs);
}

/** Writes the seed's stream of that size, as fast as the socket takes it. Does not end the direction. */
export async function writeBytes(socket: Socket, seed: number, size: number, withinMs = PATIENCE_MS): Promise<void> {
  const write = async () => {
    for (const block of byteBlocks(seed, size)) {
      if (socket.destroyed) return;
      if (!socket.write(block)) await eitherEvent(socket, 'drain', 'close');
    }
  };
  await within(write(), `${size} bytes written`, withinMs);
}

/** Waits for the first of two events and stops listening to both. */
function eitherEvent(socket: Socket, first: string, second: string): Promise<void> {
  return new Promise((resolve) => {
    const seen = () => {
      socket.off(first, seen).off(second, seen);
      resolve();
    };
    socket.on(first, seen).on(second, seen);
  });
}

/** Connects, sends, half-closes, and reads to the end. */
export async function exchange(
  t: ExecutionContext,
  address: Address | { path: string },
  request: string | Buffer = '',
): Promise<Received> {
  const socket = await connect(t, address);
  const answer = readToEnd(socket);
  socket.end(request);
  const received = await answer;
  socket.destroy();
  return received;
}

/** Waits until the origin has no connection left. */
export async function drained(origin: Origin, withinMs = PATIENCE_MS): Promise<void> {
  await until(() => origin.open === 0, 'no connection left at the origin', withinMs);
}
