/**
 * Serves /metrics over HTTP, on the main thread.
 *
 * A scrape reads shared memory only, so no worker notices it. It is printed in slices, between which the main thread
 * turns to its other work, and no faster than the client reads. What clients may hold is bounded: connections, scrapes
 * at once, bytes of a request's head, time for a request, time for an answer.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Inventory } from '../proxy/inventory.js';
import { CONTENT_TYPE, printFamilies } from './exposition.js';
import { families } from './families.js';
import { parseMetricsAddress } from './metrics-address.js';
import { Sampler } from './sampler.js';
import { Scrape } from './scrape.js';

const MAX_CONNECTIONS = 64;
const MAX_SCRAPES = 4;
const MAX_HEAD_BYTES = 8192;
const REQUEST_TIMEOUT_MS = 5000;
const KEEP_ALIVE_MS = 65_000; // Longer than the usual interval of a scrape.
/** An answer that its client has not read by then is broken off. */
const ANSWER_TIMEOUT_MS = 30_000;
/** Longest stretch of work before the main thread turns to its other work. */
const SLICE_MS = 5;

export interface MetricsServer {
  /** As bound: `127.0.0.1:9101`, `[::1]:9101`. */
  address: string;
  /** Breaks off what is being answered. */
  close(): Promise<void>;
}

/** Why metrics cannot be served; `message` is for the operator, to follow 'cannot serve metrics: '. */
export class MetricsServerError extends Error {
  override readonly name = 'MetricsServerError';
}

/** Rejects with MetricsServerError. */
export async function serveMetrics(address: string, inventory: () => Inventory): Promise<MetricsServer> {
  const parsed = parseMetricsAddress(address);
  if (parsed === undefined) {
    throw new MetricsServerError(`'${address}' is not ADDRESS:PORT, such as 127.0.0.1:9101, [::1]:9101 or *:9101`);
  }
  const sampler = new Sampler(inventory);
  const server = createServer({
    maxHeaderSize: MAX_HEAD_BYTES,
    headersTimeout: REQUEST_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionsCheckingInterval: 1000,
    keepAliveTimeout: KEEP_ALIVE_MS,
  });
  server.maxConnections = MAX_CONNECTIONS;
  server.maxHeadersCount = 100;
  let scrapes = 0;
  server.on('request', (request, response) => {
    const refusal = refuse(request, scrapes);
    if (refusal !== undefined) {
      answer(request, response, refusal);
      return;
    }
    scrapes++;
    sendScrape(request, response, () => new Scrape(inventory(), sampler, Date.now()))
      .catch(() => response.destroy())
      .finally(() => scrapes--);
  });
  try {
    await listening(server, parsed.host, parsed.port);
  } catch (error) {
    throw unavailable(address, error);
  }
  // accept() failing for want of descriptors is reported here; the listener goes on by itself.
  server.on('error', () => {});
  sampler.start();
  return {
    address: boundAddress(server),
    close: async () => {
      sampler.stop();
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      });
    },
  };
}

interface Refusal {
  status: number;
  text: string;
  headers?: Record<string, string>;
}

function refuse({ method, url }: IncomingMessage, scrapes: number): Refusal | undefined {
  if (url?.split('?', 1)[0] !== '/metrics') return { status: 404, text: 'Metrics are at /metrics.\n' };
  if (method !== 'GET' && method !== 'HEAD') {
    return { status: 405, text: 'Only GET and HEAD.\n', headers: { allow: 'GET, HEAD' } };
  }
  if (scrapes >= MAX_SCRAPES) return { status: 503, text: 'Too many scrapes at once.\n', headers: { 'retry-after': '1' } };
  return undefined;
}

function answer(request: IncomingMessage, response: ServerResponse, { status, text, headers = {} }: Refusal): void {
  closeAfterBody(request, response);
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}

async function sendScrape(request: IncomingMessage, response: ServerResponse, begin: () => Scrape): Promise<void> {
  closeAfterBody(request, response);
  response.setHeader('content-type', CONTENT_TYPE);
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  const deadline = setTimeout(() => response.destroy(), ANSWER_TIMEOUT_MS);
  try {
    let sliceStart = performance.now();
    for await (const text of printFamilies(families, begin())) {
      if (response.destroyed) return;
      if (!response.write(text)) await drained(response);
      // While the kernel takes all that is written, 'drain' comes without a turn of the loop.
      if (performance.now() - sliceStart > SLICE_MS) {
        await nextTurn();
        sliceStart = performance.now();
      }
    }
    response.end();
  } finally {
    clearTimeout(deadline);
  }
}

/** A request with a body is answered and the connection closed: nobody reads that body. */
function closeAfterBody({ headers }: IncomingMessage, response: ServerResponse): void {
  if (headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined) {
    response.setHeader('connection', 'close');
  }
}

/** Ends when the client has taken what was written, or is gone. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.on('drain', done);
    response.on('close', done);
  });
}

function listening(server: Server, host: string | undefined, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, ...(host === undefined ? {} : { host }) }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function boundAddress(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo;
  return family === 'IPv6' ? `[${address}]:${port}` : `${address}:${port}`;
}

function unavailable(address: string, error: unknown): MetricsServerError {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
  const reasons: Record<string, string> = {
    EADDRINUSE: 'is in use',
    EACCES: 'needs privileges that this process has not',
    EADDRNOTAVAIL: 'is not an address of this machine',
  };
  return new MetricsServerError(`'${address}' ${reasons[code] ?? `cannot be bound (${code})`}`);
}
