/** What a connection leaves behind: nothing. The long run is `npm run bench soak`. */
import test from 'ava';
import { readdirSync, readFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { freeAddress, written, type Address } from '../support/addresses.js';
import { sample, sampleBecomes, scrape } from '../support/metrics.js';
import { startHeadrace } from '../support/proxies.js';
import { startNamedOrigin } from '../support/tcp.js';
import { within } from '../support/waiting.js';

const WARM_UP = 8_000;
const CONNECTIONS = 50_000;
const AT_ONCE = 24;
/** What two heaps breathe; a session object that were kept, some 500 bytes, would be as much again. */
const GROWTH_BYTES = 12_000_000;

function resident(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]) * 1024;
}

function openDescriptors(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

/** One connection to its end, without anything that the test would keep of it. */
function visit(front: Address): Promise<boolean> {
  return new Promise((resolve) => {
    let text = '';
    const socket = createConnection(front);
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    socket.on('error', () => {});
    socket.on('close', () => resolve(text === 'origin'));
  });
}

async function visits(front: Address, count: number): Promise<number> {
  let left = count;
  let failed = 0;
  const visitor = async () => {
    while (left-- > 0) if (!(await visit(front))) failed += 1;
  };
  await within(Promise.all(Array.from({ length: AT_ONCE }, visitor)), `${count} connections`, 80_000);
  return failed;
}

test.serial('tens of thousands of connections, some of them queued: memory and descriptors stay', async (t) => {
  t.timeout(170_000);
  const [front, metrics] = [await freeAddress(), await freeAddress()];
  const origin = await startNamedOrigin(t, 'origin');
  const headrace = await startHeadrace(
    t,
    `global
  nbthread 2
  maxconn 500
defaults
  mode tcp
  timeout connect 30s
  timeout client 30s
  timeout server 30s
listen web
  bind ${written(front)}
  server s1 ${written(origin)} maxconn 16
`,
    { args: ['--metrics', written(metrics)] },
  );
  await headrace.output(/ready/);
  t.is(await visits(front, WARM_UP), 0);
  const [memory, descriptors] = [resident(headrace.pid), openDescriptors(headrace.pid)];
  t.is(await visits(front, CONNECTIONS), 0);
  await sampleBecomes(metrics, 'haproxy_process_current_connections', {}, (value) => value === 0);
  const grown = resident(headrace.pid) - memory;
  t.log(`${Math.round(grown / 1024)} KiB more after ${CONNECTIONS} connections`);
  t.true(grown < GROWTH_BYTES, `${grown} bytes more after ${CONNECTIONS} connections`);
  // Scrapes and their connections come and go; a leak would be thousands.
  t.true(openDescriptors(headrace.pid) < descriptors + AT_ONCE);
  const page = await scrape(metrics);
  t.is(sample(page, 'haproxy_frontend_sessions_total', { proxy: 'web' }), WARM_UP + CONNECTIONS);
  t.true(sample(page, 'haproxy_backend_max_queue', { proxy: 'web' })! > 0, 'some of them were queued');
  t.is(sample(page, 'haproxy_server_current_sessions', { proxy: 'web' }), 0);
  for (const worker of ['0', '1']) t.is(sample(page, 'headrace_worker_buffers_used', { worker }), 0);
});
