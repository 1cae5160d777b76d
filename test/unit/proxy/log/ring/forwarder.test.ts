import test, { type ExecutionContext } from 'ava';
import type { Socket } from 'node:net';
import { Forwarder } from '#headrace/proxy/log/ring/forwarder.js';
import { RingMemory } from '#headrace/proxy/log/ring/ring-memory.js';
import type { RingServer } from '#headrace/config/model/ring.js';
import { startOrigin, type Origin } from '../../../../support/tcp.js';
import { until } from '../../../../support/waiting.js';

interface Receiver {
  origin: Origin;
  sockets: Socket[];
  text: () => string;
}

async function startReceiver(t: ExecutionContext, listen: (socket: Socket) => boolean = () => true): Promise<Receiver> {
  let text = '';
  const sockets: Socket[] = [];
  const origin = await startOrigin(t, (socket) => {
    sockets.push(socket);
    if (listen(socket)) socket.on('data', (data: Buffer) => (text += data.toString('latin1')));
  });
  return { origin, sockets, text: () => text };
}

function forward(
  t: ExecutionContext,
  origin: Origin,
  memory: RingMemory,
  more: Partial<RingServer> = {},
  timeouts = {},
): Forwarder {
  const address = { family: 'ipv4', address: origin.host, port: origin.port } as const;
  const forwarder = new Forwarder(timeouts, { name: 's', address, framing: 'legacy', ...more }, memory);
  t.teardown(() => forwarder.close(0));
  return forwarder;
}

test('lines that are there already and lines that come, each with a newline', async (t) => {
  const { origin, text } = await startReceiver(t);
  const memory = new RingMemory(1000);
  memory.append(Buffer.from('before'));
  const forwarder = forward(t, origin, memory);
  await until(() => text() === 'before\n', 'the first line');
  memory.append(Buffer.from('after'));
  forwarder.pump();
  await until(() => text() === 'before\nafter\n', 'the second line');
  t.pass();
});

test('octet-count: lengths before lines', async (t) => {
  const { origin, text } = await startReceiver(t);
  const memory = new RingMemory(1000);
  memory.append(Buffer.from('two'));
  memory.append(Buffer.from('lines'));
  forward(t, origin, memory, { framing: 'octet-count' });
  await until(() => text() === '3 two5 lines', 'both lines');
  t.pass();
});

test('a server that ends the connection is connected to again', async (t) => {
  const { origin, sockets, text } = await startReceiver(t);
  const memory = new RingMemory(1000);
  const forwarder = forward(t, origin, memory);
  await until(() => sockets.length === 1, 'a connection');
  sockets[0]?.end();
  await until(() => sockets.length === 2, 'another connection');
  memory.append(Buffer.from('still here'));
  forwarder.pump();
  await until(() => text() === 'still here\n', 'a line');
  t.pass();
});

test('a server that takes nothing loses its connection after the server timeout; the ring takes no more than it holds', async (t) => {
  const { origin, sockets } = await startReceiver(t, (socket) => {
    socket.pause();
    return false;
  });
  const memory = new RingMemory(65_536);
  const forwarder = forward(t, origin, memory, {}, { serverTimeoutMs: 50 });
  await until(() => sockets.length === 1, 'a connection');
  const line = Buffer.alloc(10_000, 'x');
  while (memory.append(line)) forwarder.pump();
  await until(() => sockets.length === 2, 'another connection');
  t.pass();
});

test('closing sends what is left', async (t) => {
  const { origin, sockets, text } = await startReceiver(t);
  const memory = new RingMemory(1_000_000);
  const forwarder = forward(t, origin, memory);
  await until(() => sockets.length === 1, 'a connection');
  for (let i = 0; i < 1000; i++) memory.append(Buffer.from(`line ${i}`));
  await forwarder.close(10_000);
  await until(() => text().split('\n').length === 1001, 'every line');
  t.pass();
});
