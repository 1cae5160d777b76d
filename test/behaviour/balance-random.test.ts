/** `balance random` chooses by chance, so it cannot be compared with HAProxy's choices one by one: its shares can be looked at. */
import test, { type ExecutionContext } from 'ava';
import type { Socket } from 'node:net';
import { freeAddress, written, type Address } from '../support/addresses.js';
import { startHeadrace } from '../support/proxies.js';
import { connect, exchange, readExactly, startEchoOrigin, startNamedOrigin, type Origin } from '../support/tcp.js';

async function start(t: ExecutionContext, balance: string, servers: [Origin, string][]): Promise<Address> {
  const front = await freeAddress();
  const headrace = await startHeadrace(
    t,
    `global
  nbthread 2
defaults
  mode tcp
  timeout connect 5s
  timeout client 20s
  timeout server 20s
listen web
  bind ${written(front)}
  balance ${balance}
${servers.map(([origin, words], index) => `  server s${index} ${written(origin)} ${words}`).join('\n')}
`,
  );
  await headrace.output(/ready/);
  return front;
}

test('random with one draw: connections follow the weights', async (t) => {
  const VISITS = 400;
  const [heavy, light, none] = [
    await startNamedOrigin(t, 'heavy'),
    await startNamedOrigin(t, 'light'),
    await startNamedOrigin(t, 'none'),
  ];
  const front = await start(t, 'random(1)', [
    [heavy, 'weight 192'],
    [light, 'weight 64'],
    [none, 'weight 0'],
  ]);
  for (let i = 0; i < VISITS; i++) await exchange(t, front);
  t.is(heavy.accepted + light.accepted, VISITS);
  t.is(none.accepted, 0);
  // 100 are expected: with that many points the arcs of the ring are even. 40 are more than four standard deviations.
  t.true(light.accepted > 60 && light.accepted < 140, `${light.accepted} of ${VISITS} on the light server`);
});

test('random with two draws: the emptier of the two drawn takes the connection, so that held ones stay level', async (t) => {
  const HELD = 120;
  const origins = [await startEchoOrigin(t), await startEchoOrigin(t), await startEchoOrigin(t)];
  const front = await start(
    t,
    'random',
    origins.map((origin) => [origin, '']),
  );
  const sockets: Socket[] = [];
  for (let i = 0; i < HELD; i++) {
    const socket = await connect(t, front);
    socket.write('x');
    await readExactly(socket, 1);
    sockets.push(socket);
  }
  const counts = origins.map(({ accepted }) => accepted);
  // By one draw alone, the shares of 120 connections lie some 10 apart.
  t.true(Math.max(...counts) - Math.min(...counts) <= 8, counts.join(', '));
  for (const socket of sockets) socket.destroy();
});
