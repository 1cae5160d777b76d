import test, { type ExecutionContext } from 'ava';
import { once } from 'node:events';
import { Agent, request, type IncomingHttpHeaders } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text as textOf } from 'node:stream/consumers';
import { serveMetrics, MetricsServerError } from '#headrace/stats/metrics-server.js';
import { until, within } from '../../support/waiting.js';
import { parseExposition } from './exposition-parser.js';
import { MadeInventory, type MadeProxy } from './made-inventory.js';

/** 50 backends of 20 checked servers: 1,000 servers and some 58,000 series. */
function manyProxies(): MadeProxy[] {
  const check = { intervalMs: 2000, rise: 2, fall: 3 };
  return Array.from({ length: 50 }, (_, i) => ({
    name: `backend-${i}`,
    kind: 'backend',
    servers: Array.from({ length: 20 }, (__, j) => ({ name: `server-${j}`, check })),
  }));
}

const FEW: MadeProxy[] = [{ name: 'web', kind: 'frontend', listeners: [{ name: 'sock-1' }] }];

async function serve(t: ExecutionContext, proxies: MadeProxy[] = FEW): Promise<{ host: string; port: number }> {
  const inventory = new MadeInventory(proxies);
  const server = await serveMetrics('127.0.0.1:0', () => inventory);
  t.teardown(() => server.close());
  const [host = '', port = ''] = server.address.split(':');
  return { host, port: Number(port) };
}

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

async function ask(
  address: { host: string; port: number },
  options: { method?: string; path?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  const agent = new Agent({ keepAlive: false });
  const asked = request({ ...address, path: '/metrics', agent, ...options });
  asked.end(options.body);
  const [response] = (await within(once(asked, 'response'), 'an answer')) as [import('node:http').IncomingMessage];
  return { status: response.statusCode ?? 0, headers: response.headers, text: await within(textOf(response), 'the text') };
}

async function open(t: ExecutionContext, address: { host: string; port: number }): Promise<Socket> {
  const socket = connect(address);
  socket.on('error', () => {});
  t.teardown(() => socket.destroy());
  await within(once(socket, 'connect'), 'connected');
  return socket;
}

test('GET /metrics: the page, as text 0.0.4', async (t) => {
  const address = await serve(t);
  const { status, headers, text } = await ask(address);
  t.is(status, 200);
  t.is(headers['content-type'], 'text/plain; version=0.0.4; charset=utf-8');
  t.true(parseExposition(text).has('haproxy_frontend_status'));
  t.is((await ask(address, { path: '/metrics?scope=global' })).status, 200);
});

test('HEAD: the same head, no body', async (t) => {
  const { status, headers, text } = await ask(await serve(t), { method: 'HEAD' });
  t.is(status, 200);
  t.is(headers['content-type'], 'text/plain; version=0.0.4; charset=utf-8');
  t.is(text, '');
});

test('other paths are not found, other methods not allowed', async (t) => {
  const address = await serve(t);
  for (const path of ['/', '/metrics/', '/metricsx', '//metrics', '/stats'])
    t.is((await ask(address, { path })).status, 404, path);
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
    const { status, headers } = await ask(address, { method });
    t.is(status, 405, method);
    t.is(headers.allow, 'GET, HEAD');
  }
});

test('a request with a body is answered without waiting for the body, and the connection closed', async (t) => {
  const address = await serve(t);
  const socket = await open(t, address);
  socket.write('GET /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\nbegun');
  const text = await within(textOf(socket), 'the end of the connection');
  t.regex(text, /^HTTP\/1\.1 200 OK\r\n/);
  t.regex(text, /\r\nconnection: close\r\n/i);
});

test('a head that is too large and a request that is not HTTP are refused, and the server goes on', async (t) => {
  const address = await serve(t);
  const large = await open(t, address);
  large.write(`GET /metrics HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(10_000)}\r\n\r\n`);
  t.regex(await within(textOf(large), 'an answer'), /^HTTP\/1\.1 431 /);
  const noise = await open(t, address);
  noise.write('\x16\x03\x01\x02\x00\x01\x00');
  t.regex(await within(textOf(noise), 'an answer'), /^HTTP\/1\.1 400 /);
  t.is((await ask(address)).status, 200);
});

test('a connection that asks for nothing is broken off', async (t) => {
  const socket = await open(t, await serve(t));
  t.regex(await within(textOf(socket), 'the end of the connection'), /^HTTP\/1\.1 408 /);
});

test('a request that never ends is broken off', async (t) => {
  const socket = await open(t, await serve(t));
  socket.write('GET /metrics HTTP/1.1\r\nHost:');
  t.regex(await within(textOf(socket), 'the end of the connection'), /^HTTP\/1\.1 408 /);
});

test('beyond 64 connections new ones are closed', async (t) => {
  const address = await serve(t);
  const held = await Promise.all(Array.from({ length: 64 }, () => open(t, address)));
  // With an answer behind them they may stay for a while; without a request they would be closed.
  for (const socket of held) socket.write('HEAD /metrics HTTP/1.1\r\nHost: x\r\n\r\n');
  await within(Promise.all(held.map((socket) => once(socket, 'data'))), '64 answers');
  const one = await open(t, address);
  t.is(await within(textOf(one), 'the 65th connection closed'), '');
  held[0]?.destroy();
  const status = await until(
    () =>
      ask(address).then(
        (answer) => answer.status,
        () => undefined,
      ),
    'an answer once there is room',
  );
  t.is(status, 200);
});

test('clients that do not read hold four scrapes at most; the fifth is told to come again', async (t) => {
  const address = await serve(t, manyProxies());
  const slow = await Promise.all(Array.from({ length: 4 }, () => open(t, address)));
  for (const socket of slow) {
    socket.pause();
    socket.write('GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n');
  }
  const refused = await until(async () => {
    const answer = await ask(address);
    return answer.status === 503 ? answer : undefined;
  }, 'four scrapes held');
  t.is(refused.headers['retry-after'], '1');
  slow[0]?.destroy();
  await until(async () => (await ask(address)).status === 200, 'a scrape once one has gone');
  t.pass();
});

test('58,000 series are complete and correct, and the main thread turns to other work meanwhile', async (t) => {
  const address = await serve(t, manyProxies());
  let turns = 0;
  const turn = setInterval(() => (turns += 1), 0);
  t.teardown(() => clearInterval(turn));
  const { text } = await ask(address);
  const series = [...parseExposition(text).values()].reduce((sum, { samples }) => sum + samples.length, 0);
  t.log(`${series} series, ${text.length} bytes in ${turns} turns`);
  t.true(series > 58_000, String(series));
  t.true(turns > 5, `${turns} turns`);
});

test('an address in use, an address this machine has not, and no address at all: one line each', async (t) => {
  const { host, port } = await serve(t);
  const inventory = () => new MadeInventory([]);
  const inUse = await t.throwsAsync(serveMetrics(`${host}:${port}`, inventory), { instanceOf: MetricsServerError });
  t.is(inUse.message, `'127.0.0.1:${port}' is in use`);
  const elsewhere = await t.throwsAsync(serveMetrics('192.0.2.1:0', inventory), { instanceOf: MetricsServerError });
  t.is(elsewhere.message, "'192.0.2.1:0' is not an address of this machine");
  const nonsense = await t.throwsAsync(serveMetrics('nonsense', inventory), { instanceOf: MetricsServerError });
  t.is(nonsense.message, "'nonsense' is not ADDRESS:PORT, such as 127.0.0.1:9101, [::1]:9101 or *:9101");
});

test('IPv6 is bound and named with brackets', async (t) => {
  const inventory = new MadeInventory(FEW);
  const server = await serveMetrics('[::1]:0', () => inventory);
  t.teardown(() => server.close());
  t.regex(server.address, /^\[::1\]:\d+$/);
  const response = await within(fetch(`http://${server.address}/metrics`), 'an answer');
  t.is(response.status, 200);
  await response.text();
});

test('close breaks off what is open and frees the address', async (t) => {
  const inventory = new MadeInventory(manyProxies());
  const server = await serveMetrics('127.0.0.1:0', () => inventory);
  const [host = '', port = ''] = server.address.split(':');
  const socket = await open(t, { host, port: Number(port) });
  socket.pause();
  socket.write('GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n');
  await within(server.close(), 'closed');
  const again = await serveMetrics(server.address, () => inventory);
  await again.close();
  t.pass();
});
