/** Addresses that no other test uses, and whether somebody listens on one. */
import { createReadStream, existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { createServer, isIPv4 } from 'node:net';
import { once } from 'node:events';

export interface Address {
  host: string;
  port: number;
}

/**
 * A loopback address of this test process alone (all of 127.0.0.0/8 is local on Linux). Clients of other tests take their ports
 * on 127.0.0.1, so a port found free here stays free until the test binds it.
 */
export const ownHost = `127.${64 + ((process.pid >> 14) & 63)}.${(process.pid >> 7) & 127}.${1 + (process.pid & 127)}`;

/** Below the range from which the kernel takes ports by itself: a client's own port is never one that a test was promised. */
const PORTS = { first: 12_000, count: 20_000 };
let drawn = process.pid % PORTS.count;

/** A port that is free on `host`: for configurations, which must name one before it is bound. Each is drawn once. */
export async function freePort(host = ownHost): Promise<number> {
  for (let tries = 0; tries < 100; tries++) {
    drawn = (drawn + 1) % PORTS.count;
    const port = PORTS.first + drawn;
    const server = createServer();
    const bound = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen({ host, port, exclusive: true }, () => resolve(true));
    });
    if (!bound) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
  throw new Error(`no free port on ${host}`);
}

export async function freeAddress(host = ownHost): Promise<Address> {
  return { host, port: await freePort(host) };
}

/** `host:port`, IPv6 in brackets. */
export function written({ host, port }: Address): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

const LISTEN = '0A';

/**
 * Whether any process listens there, or on that port of every address: asked of the kernel, so that no connection is made. Of IPv6
 * only the port is looked at.
 */
export async function isListening({ host, port }: Address): Promise<boolean> {
  const wantedPort = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const isWanted = (local: string) => {
    if (!local.endsWith(wantedPort)) return false;
    const address = local.slice(0, -wantedPort.length);
    return !isIPv4(host) || address.length > 8 || address === '00000000' || address === procForm(host);
  };
  for (const file of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for await (const [local, state] of socketsOf(file)) {
      // The kernel lists those that listen first; connections, closed ones too, may be many thousands.
      if (state !== LISTEN) break;
      if (isWanted(local)) return true;
    }
  }
  return false;
}

/** Local address and state of each socket of a table under /proc/net, read as far as it is asked for. */
async function* socketsOf(file: string): AsyncGenerator<[local: string, state: string]> {
  if (!existsSync(file)) return;
  let title = true;
  for await (const line of createInterface({ input: createReadStream(file, { encoding: 'latin1', highWaterMark: 4096 }) })) {
    const [, local = '', , state = ''] = line.trim().split(/\s+/);
    if (!title) yield [local, state];
    title = false;
  }
}

/** An IPv4 address as /proc/net/tcp shows it: one 32-bit word in the machine's order (little endian here and on all we run on). */
function procForm(host: string): string {
  const bytes = host.split('.').map((part) => Number(part).toString(16).toUpperCase().padStart(2, '0'));
  return bytes.reverse().join('');
}

/** Whether any process listens on the unix socket. */
export async function isListeningUnix(path: string): Promise<boolean> {
  const text = await readFile('/proc/net/unix', 'latin1');
  // Num RefCount Protocol Flags Type St Inode Path; flag 0x10000: accepts connections.
  return text.split('\n').some((line) => line.includes(' 00010000 ') && line.endsWith(` ${path}`));
}
