/**
 * The servers of `headrace demo`: one small HTTP origin for each name given as an argument, on ports the kernel chooses. Runs in a
 * child process; tells its parent the ports, by name, and ends with it.
 */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const BLOCK = Buffer.alloc(65_536, 'Headrace ');
const LARGEST_STREAM_MB = 10_000;

/** Starts listening and answers with the port. `/stream?mb=N` sends N megabytes, everything else tells the name. */
async function startOrigin(name: string): Promise<number> {
  let served = 0;
  const server = createServer((request, response) => {
    served += 1;
    // One request a connection, so that each request is balanced: Headrace balances connections here.
    response.shouldKeepAlive = false;
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://origin');
    if (pathname === '/stream') {
      const megabytes = Math.min(Math.max(Number(searchParams.get('mb') ?? 100) || 0, 0), LARGEST_STREAM_MB);
      stream(response, megabytes * 1_000_000).catch(() => response.destroy());
    } else {
      response.setHeader('content-type', 'text/plain; charset=utf-8');
      response.end(`Hello from ${name}, request ${served}.\n`);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function stream(response: ServerResponse, sizeBytes: number): Promise<void> {
  response.setHeader('content-type', 'application/octet-stream');
  response.setHeader('content-length', sizeBytes);
  await pipeline(Readable.from(blocks(sizeBytes)), response);
}

function* blocks(sizeBytes: number): Generator<Buffer> {
  for (let left = sizeBytes; left > 0; left -= BLOCK.length) yield left >= BLOCK.length ? BLOCK : BLOCK.subarray(0, left);
}

/** What the child sends once: the port of each origin. */
export type OriginPorts = Record<string, number>;

async function main(names: string[]): Promise<void> {
  // The parent stops the demo; a Ctrl-C reaches this process too and must not end it first.
  process.on('SIGINT', () => {});
  process.on('disconnect', () => process.exit(0));
  const ports: OriginPorts = {};
  for (const name of names) ports[name] = await startOrigin(name);
  process.send?.(ports);
}

await main(process.argv.slice(2));
