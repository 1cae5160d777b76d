import test from 'ava';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { connectSocket, type ConnectResult } from '#headrace/proxy/check/connector.js';
import { startSilentOrigin } from '../../../support/tcp.js';
import { within } from '../../../support/waiting.js';

const connect = (host: string, port: number, timeoutMs = 5000): Promise<ConnectResult> =>
  within(
    new Promise((resolve) => {
      connectSocket({ family: 'ipv4', address: host, port }, timeoutMs, resolve);
    }),
    'the result of a check',
  );

test('a port that listens is connected to, and let go of', async (t) => {
  const origin = await startSilentOrigin(t);
  t.deepEqual(await connect(origin.host, origin.port), { outcome: 'connected' });
});

test('a port where nobody listens is refused', async (t) => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  t.deepEqual(await connect('127.0.0.1', port), { outcome: 'failed', code: 'ECONNREFUSED' });
});

test('a unix socket that is not there', async (t) => {
  const result = await within(
    new Promise((resolve) => {
      connectSocket({ family: 'unix', path: '/nonexistent/socket' }, 5000, resolve);
    }),
    'the result of a check',
  );
  t.deepEqual(result, { outcome: 'failed', code: 'ENOENT' });
});

test('one that is given up says nothing more', async (t) => {
  const origin = await startSilentOrigin(t);
  let told = 0;
  connectSocket({ family: 'ipv4', address: origin.host, port: origin.port }, 5000, () => (told += 1))();
  await connect(origin.host, origin.port);
  t.is(told, 0);
});
