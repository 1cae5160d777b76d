/**
 * Listening sockets that go from one process to another, as HAProxy's do when it answers `_getsocks` on a stats socket with
 * `expose-fd listeners`: the number of sockets as a 32-bit integer, then messages that carry the descriptors and, for each,
 * the name of its network namespace and of its interface (a byte of length before each) and 32 bits that mean nothing any
 * more. Observed on HAProxy 2.6, both ways.
 */
import { Family, type Native } from '../../native.js';
import type { Bind } from '../../config/model.js';

type HandoverNative = Pick<Native, 'connectUnix' | 'sendDescriptors' | 'receiveDescriptors' | 'closeFd'>;

/** As many as HAProxy takes in one message. */
const MOST_IN_A_MESSAGE = 252;
const LONGEST_MESSAGE = 1 << 17;
const PATIENCE_MS = 5000;
/** More than any process has. */
const MOST_SOCKETS = 1 << 20;

export interface HandedSocket {
  fd: number;
  interface?: string | undefined;
  namespace?: string | undefined;
}

/** Writes all of them to a connection of the process that takes them. They stay open here, too. */
export function sendSockets(native: Pick<Native, 'sendDescriptors'>, connection: number, sockets: readonly HandedSocket[]): void {
  const count = Buffer.alloc(4);
  count.writeInt32LE(sockets.length);
  native.sendDescriptors(connection, count, []);
  for (let from = 0; from < sockets.length; from += MOST_IN_A_MESSAGE) {
    const some = sockets.slice(from, from + MOST_IN_A_MESSAGE);
    native.sendDescriptors(
      connection,
      Buffer.concat(some.map(describe)),
      some.map(({ fd }) => fd),
    );
  }
}

function describe({ namespace = '', interface: device = '' }: HandedSocket): Buffer {
  return Buffer.concat([withLength(namespace), withLength(device), Buffer.alloc(4)]);
}

function withLength(text: string): Buffer {
  const bytes = Buffer.from(text, 'latin1').subarray(0, 255);
  return Buffer.concat([Buffer.of(bytes.length), bytes]);
}

/** Reads what `sendSockets` writes. Throws when the other side breaks off or talks of something else. */
export function receiveSockets(native: Pick<Native, 'receiveDescriptors' | 'closeFd'>, connection: number): HandedSocket[] {
  const fds: number[] = [];
  try {
    const count = readCount(native, connection);
    let described: Buffer = Buffer.alloc(0);
    while (fds.length < count) {
      const { bytes, descriptors } = native.receiveDescriptors(connection, LONGEST_MESSAGE);
      fds.push(...descriptors);
      described = Buffer.concat([described, bytes]);
      if (bytes.length === 0) throw new Error(`the other process gave ${fds.length} of ${count} sockets`);
    }
    return readDescriptions(described, fds);
  } catch (error) {
    for (const fd of fds) native.closeFd(fd);
    throw error;
  }
}

function readCount(native: Pick<Native, 'receiveDescriptors'>, connection: number): number {
  let head: Buffer = Buffer.alloc(0);
  while (head.length < 4) {
    const { bytes } = native.receiveDescriptors(connection, 4 - head.length);
    if (bytes.length === 0) throw new Error('the other process gives no sockets');
    head = Buffer.concat([head, bytes]);
  }
  const count = head.readInt32LE();
  if (count < 0 || count > MOST_SOCKETS) throw new Error('the other process does not give sockets');
  return count;
}

function readDescriptions(bytes: Buffer, fds: readonly number[]): HandedSocket[] {
  let at = 0;
  const text = (): string | undefined => {
    const length = bytes[at] ?? 0;
    const found = bytes.toString('latin1', at + 1, at + 1 + length);
    at += 1 + length;
    return found === '' ? undefined : found;
  };
  return fds.map((fd) => {
    const [namespace, device] = [text(), text()];
    at += 4;
    return { fd, namespace, interface: device };
  });
}

/** `-x`: the listening sockets of the process whose stats socket this is. Throws when it gives none. */
export function takeOverSockets(native: HandoverNative, path: string): HandedSocket[] {
  const connection = native.connectUnix(path.replace(/^unix@/, '').replace(/^abns@/, '@'), PATIENCE_MS);
  try {
    native.sendDescriptors(connection, Buffer.from('_getsocks\n'), []);
    return receiveSockets(native, connection);
  } finally {
    native.closeFd(connection);
  }
}

/** Sockets that came from another process, until a `bind` line asks for one of them. */
export class InheritedSockets {
  readonly #native: Pick<Native, 'boundAddress' | 'closeFd'>;
  readonly #waiting = new Map<string, HandedSocket[]>();

  constructor(native: Pick<Native, 'boundAddress' | 'closeFd'>, sockets: readonly HandedSocket[]) {
    this.#native = native;
    for (const socket of sockets) {
      const key = this.#keyOf(socket);
      if (key === undefined) native.closeFd(socket.fd);
      else this.#waiting.set(key, [...(this.#waiting.get(key) ?? []), socket]);
    }
  }

  /** One that is bound to the address; it is the caller's from now on. */
  take(address: Bind['address'], device = ''): number | undefined {
    if (address.family === 'fd') return undefined;
    const key =
      address.family === 'unix'
        ? address.path
        : address.family === 'abns'
          ? `@${address.name}`
          : `${address.family} ${address.address} ${address.port} ${device}`;
    return this.#waiting.get(key)?.shift()?.fd;
  }

  /** Nobody asks for the others. */
  closeRest(): void {
    for (const { fd } of [...this.#waiting.values()].flat()) this.#native.closeFd(fd);
    this.#waiting.clear();
  }

  #keyOf({ fd, interface: device = '' }: HandedSocket): string | undefined {
    let bound;
    try {
      bound = this.#native.boundAddress(fd);
    } catch {
      return undefined;
    }
    const { family, address, port } = bound;
    // HAProxy fills abstract names up with NUL characters; and both programs bind a path under a temporary name first.
    if (family === Family.UNIX) return address.replace(/\0+$/, '').replace(/\.\d+\.tmp$/, '');
    return `${family === Family.IPV4 ? 'ipv4' : 'ipv6'} ${address} ${port} ${device}`;
  }
}
