/** Options of `bind` lines and servers: what the kernel knows of the sockets, under HAProxy and under Headrace. */
import { chownSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { freeAddress, freePort, ownHost, written } from '../support/addresses.js';
import { needs } from '../support/programs.js';
import { startHaproxy, startHeadrace } from '../support/proxies.js';
import { socketFacts } from '../support/socket-facts.js';
import { connect, startNamedOrigin, type Origin } from '../support/tcp.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { until } from '../support/waiting.js';

const testBoth = needs('haproxy', 'root', 'python3');
const testOurs = needs('root', 'python3');

interface Sockets {
  bind: string;
  origin: Origin;
  server?: string;
}

const configuration = ({ bind, origin, server = '' }: Sockets): string => `
global
  nbthread 1
defaults
  mode tcp
  timeout connect 5s
  timeout client 30s
  timeout server 30s
listen front
  bind ${bind}
  server one ${written(origin)} ${server}
`;

async function listeningSocket(t: ExecutionContext, start: typeof startHaproxy, host: string, parameters: string) {
  const origin = await startNamedOrigin(t, 'one');
  const address = { host, port: await freePort(host) };
  const program = await start(t, configuration({ bind: `${written(address)} ${parameters}`, origin }));
  const facts = socketFacts(program.pid, address.port, 'listening');
  await program.stop('SIGTERM');
  return facts;
}

const bindings: { parameters: string; fact: string; host?: string }[] = [
  { parameters: 'tcp-ut 7s', fact: 'userTimeout' },
  { parameters: 'backlog 200 tfo', fact: 'fastOpen' },
  { parameters: 'defer-accept', fact: 'deferAccept' },
  { parameters: 'mss 900', fact: 'maxSegment' },
  { parameters: 'transparent', fact: 'transparent' },
  { parameters: 'interface lo', fact: 'interface' },
  { parameters: 'v6only', fact: 'v6only', host: '::' },
  { parameters: 'v4v6', fact: 'v6only', host: '::' },
];

for (const { parameters, fact, host = ownHost } of bindings) {
  testBoth(`bind … ${parameters}: ${fact} of the socket`, async (t) => {
    const haproxy = await listeningSocket(t, startHaproxy, host, parameters);
    const headrace = await listeningSocket(t, startHeadrace, host, parameters);
    t.not(haproxy?.[fact], undefined);
    t.is(headrace?.[fact], haproxy?.[fact]);
  });
}

testBoth('a transparent bind takes an address that this machine does not have', async (t) => {
  for (const start of [startHaproxy, startHeadrace]) {
    const origin = await startNamedOrigin(t, 'one');
    const program = await start(t, configuration({ bind: `192.0.2.1:${await freePort()} transparent`, origin }));
    t.is(program.exit, undefined);
    await program.stop('SIGTERM');
  }
});

testBoth('server … tcp-ut: of the connection', async (t) => {
  const found = [];
  for (const start of [startHaproxy, startHeadrace]) {
    const origin = await startNamedOrigin(t, 'one');
    const front = await freeAddress();
    const program = await start(t, configuration({ bind: written(front), origin, server: 'tcp-ut 9s' }));
    const [, client] = [await connect(t, front), front];
    const facts = await until(() => socketFacts(program.pid, origin.port, 'connected'), `a connection of ${client.port}`);
    found.push(facts.userTimeout);
    await program.stop('SIGKILL');
  }
  t.deepEqual(found, [9000, 9000]);
});

testOurs('cc of bind and server: the congestion control of both connections', async (t) => {
  const origin = await startNamedOrigin(t, 'one');
  const front = await freeAddress();
  const program = await startHeadrace(t, configuration({ bind: `${written(front)} cc reno`, origin, server: 'cc reno' }));
  await connect(t, front);
  const ofServer = await until(() => socketFacts(program.pid, origin.port, 'connected'), 'the connection to the server');
  t.is(ofServer.congestion, 'reno');
  t.is(socketFacts(program.pid, front.port, 'connected')?.congestion, 'reno');
  await program.stop('SIGKILL');
});

async function dropsOfSignatures(): Promise<number> {
  const [names = '', values = ''] = (await readFile('/proc/net/netstat', 'latin1')).split('\n');
  const column = names.split(' ').indexOf('TCPMD5NotFound');
  return Number(values.split(' ')[column]);
}

testOurs.serial('tcp-md5sig: a server that signs is reached, and a client that does not sign reaches nobody', async (t) => {
  const origin = await startNamedOrigin(t, 'one');
  const [front, inner] = [await freeAddress(), await freeAddress()];
  const chain = `
listen front
  bind ${written(front)}
  server inner ${written(inner)} tcp-md5sig secret
listen inner
  bind ${written(inner)} tcp-md5sig secret
  server one ${written(origin)}
`;
  const timeouts = 'defaults\n timeout connect 5s\n timeout client 30s\n timeout server 30s\n';
  const program = await startHeadrace(t, timeouts + chain);
  const socket = await connect(t, front);
  const [data] = await new Promise<[Buffer]>((resolve) => socket.once('data', (chunk) => resolve([chunk])));
  t.regex(data.toString(), /one/);

  const before = await dropsOfSignatures();
  const unsigned = createConnection(inner);
  unsigned.on('error', () => {});
  t.teardown(() => void unsigned.destroy());
  await until(async () => (await dropsOfSignatures()) > before, 'a packet without a signature dropped');
  t.true(unsigned.connecting);
  await program.stop('SIGKILL');
});

testBoth("a unix socket's file has the owner, the group and the mode that bind says", async (t) => {
  const found = [];
  for (const start of [startHaproxy, startHeadrace]) {
    const origin = await startNamedOrigin(t, 'one');
    const folder = temporaryFolder(t);
    chownSync(folder, 0, 0);
    const byName = join(folder, 'name.sock');
    const byNumber = join(folder, 'number.sock');
    const program = await start(
      t,
      configuration({ bind: `unix@${byName} user daemon group bin mode 640 level admin`, origin }) +
        `  bind unix@${byNumber} uid 7 gid 9 mode 606\n`,
    );
    found.push(
      [byName, byNumber].map((path) => statSync(path)).map(({ uid, gid, mode }) => [uid, gid, (mode & 0o777).toString(8)]),
    );
    await program.stop('SIGTERM');
  }
  t.deepEqual(found[1], found[0]);
  t.is(found[0]?.[1]?.[2], '606');
});
