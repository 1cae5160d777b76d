import { createSystem } from '#headrace/config/system.js';
import test from 'ava';
import { createServer } from 'node:net';
import { openSync, closeSync } from 'node:fs';

test('a host name is resolved while the caller waits', (t) => {
  const system = createSystem();
  t.teardown(() => system.close());
  t.deepEqual(system.lookup('localhost', 'ipv4'), { family: 'ipv4', address: '127.0.0.1' });
  t.is(system.lookup('name.invalid'), undefined);
});

test('a system without lookups starts nothing that has to be ended', (t) => {
  const system = createSystem();
  system.close();
  t.notThrows(() => system.close());
});

test('a file descriptor is told from a socket', async (t) => {
  const system = createSystem();
  const file = openSync('/dev/null', 'r');
  t.teardown(() => closeSync(file));
  t.is(system.socketFault(file), 'it is not a socket');
  t.is(system.socketFault(987_654), 'it is not open');
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  t.teardown(() => server.close());
  const { fd } = (server as unknown as { _handle: { fd: number } })._handle;
  t.is(system.socketFault(fd), undefined);
});
