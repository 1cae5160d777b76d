/** Health checks decide who gets new connections. */
import test from 'ava';
import { freePort, ownHost } from '../support/addresses.js';
import { startLogReceiver } from '../support/logs.js';
import { startHeadrace } from '../support/proxies.js';
import { connect, exchange, readExactly, readToEnd, startEchoOrigin, startNamedOrigin } from '../support/tcp.js';

const defaults = `defaults
  mode tcp
  timeout connect 5s
  timeout client 20s
  timeout server 20s
`;

test('a server that goes down gets no new connections, and gets them again when it is back', async (t) => {
  const log = await startLogReceiver(t);
  const address = { host: ownHost, port: await freePort() };
  const stays = await startNamedOrigin(t, 'stays');
  const goes = await startNamedOrigin(t, 'goes');
  await startHeadrace(
    t,
    `global
  nbthread 2
${defaults}listen web
  bind ${address.host}:${address.port}
  log ${log.host}:${log.port} format raw local0 notice
  server goes ${goes.host}:${goes.port} check inter 50 rise 2 fall 2
  server stays ${stays.host}:${stays.port}
`,
  );
  const servers = async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => exchange(t, address)));
    return [...new Set(answers.map(({ data }) => data.toString()))].sort();
  };
  t.deepEqual(await servers(), ['goes', 'stays']);
  await goes.close();
  await log.line(/web\/goes is DOWN/);
  t.deepEqual(await servers(), ['stays']);
  await startNamedOrigin(t, 'back', { port: goes.port });
  await log.line(/web\/goes is UP/);
  t.deepEqual(await servers(), ['back', 'stays']);
});

test('a backup takes over while the server is down', async (t) => {
  const log = await startLogReceiver(t);
  const address = { host: ownHost, port: await freePort() };
  const spare = await startNamedOrigin(t, 'spare');
  const main = await startNamedOrigin(t, 'main');
  await startHeadrace(
    t,
    `${defaults}listen web
  bind ${address.host}:${address.port}
  log ${log.host}:${log.port} format raw local0 notice
  server main ${main.host}:${main.port} check inter 50 rise 1 fall 1
  server spare ${spare.host}:${spare.port} backup
`,
  );
  const answer = async () => (await exchange(t, address)).data.toString();
  t.is(await answer(), 'main');
  await main.close();
  await log.line(/Running on backup/);
  t.is(await answer(), 'spare');
});

test('a connection that runs is left alone when its server goes down', async (t) => {
  const log = await startLogReceiver(t);
  const address = { host: ownHost, port: await freePort() };
  const checkPort = await startNamedOrigin(t, 'checked');
  const origin = await startEchoOrigin(t);
  await startHeadrace(
    t,
    `${defaults}listen web
  bind ${address.host}:${address.port}
  log ${log.host}:${log.port} format raw local0 notice
  server s1 ${origin.host}:${origin.port} check port ${checkPort.port} inter 50 fall 1
`,
  );
  const client = await connect(t, address);
  client.write('before ');
  t.is((await readExactly(client, 7)).toString(), 'before ');
  await checkPort.close();
  await log.line(/web\/s1 is DOWN/);
  client.end('after');
  const { data, end } = await readToEnd(client);
  t.is(data.toString(), 'after');
  t.is(end, 'fin');
});
