/** Ways to find out whether somebody listens: by sockets of Node's, and by the addon. They answer the same. */
import test, { type ExecutionContext } from 'ava';
import { once } from 'node:events';
import { createConnection, createServer, type AddressInfo } from 'node:net';
import { loadNative } from '#headrace/native.js';
import { connectSocket, type Connector, type ConnectResult } from '#headrace/proxy/check/connector.js';
import { Probing } from '#headrace/proxy/check/probing.js';
import { ownHost } from '../../../support/addresses.js';
import { startOrigin, startSilentOrigin } from '../../../support/tcp.js';
import { within } from '../../../support/waiting.js';

const connectors: Record<string, (t: ExecutionContext) => Connector> = {
  sockets: () => connectSocket,
  addon(t) {
    const probing = new Probing(loadNative());
    t.teardown(() => probing.close());
    return probing.connect;
  },
};

const ask = (connect: Connector, ...[address, timeoutMs = 5000]: [Parameters<Connector>[0], number?]): Promise<ConnectResult> =>
  within(
    new Promise((resolve) => {
      connect(address, timeoutMs, resolve);
    }),
    'the result of a check',
  );

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

for (const [name, make] of Object.entries(connectors)) {
  test(`${name}: a port that listens is connected to, and let go of`, async (t) => {
    const { host, port } = await startSilentOrigin(t);
    t.deepEqual(await ask(make(t), { family: 'ipv4', address: host, port }), { outcome: 'connected' });
  });

  test(`${name}: a port where nobody listens is refused`, async (t) => {
    const port = await closedPort();
    const result = await ask(make(t), { family: 'ipv4', address: '127.0.0.1', port });
    t.deepEqual(result, { outcome: 'failed', code: 'ECONNREFUSED' });
  });

  test(`${name}: an address that cannot be reached fails at once`, async (t) => {
    const result = await ask(make(t), { family: 'ipv4', address: '255.255.255.255', port: 9 });
    t.is(result.outcome, 'failed');
  });

  test(`${name}: a unix socket that is not there`, async (t) => {
    const result = await ask(make(t), { family: 'unix', path: '/nonexistent/socket' });
    t.deepEqual(result, { outcome: 'failed', code: 'ENOENT' });
  });

  test(`${name}: one that is given up says nothing more`, async (t) => {
    const { host, port } = await startSilentOrigin(t);
    const connect = make(t);
    let told = 0;
    connect({ family: 'ipv4', address: host, port }, 5000, () => (told += 1))();
    await ask(connect, { family: 'ipv4', address: host, port });
    t.is(told, 0);
  });
}

/** Its queue is full: the kernel answers nobody, until it is closed. */
async function startDeaf(t: ExecutionContext): Promise<{ port: number; close: () => void }> {
  const native = loadNative();
  const fd = native.listenTcp({ family: 'ipv4', address: ownHost, port: 0, backlog: 1, v6only: false });
  let open = true;
  const close = (): void => {
    if (open) native.closeFd(fd);
    open = false;
  };
  t.teardown(close);
  const { port } = native.boundAddress(fd);
  for (let filling = 0; filling < 2; filling++) {
    const socket = createConnection({ host: ownHost, port }).on('error', () => {});
    t.teardown(() => socket.destroy());
    await once(socket, 'connect');
  }
  return { port, close };
}

test('addon: who does not answer is waited for until the time is over', async (t) => {
  const { port } = await startDeaf(t);
  const result = await ask(connectors.addon!(t), { family: 'ipv4', address: ownHost, port }, 200);
  t.deepEqual(result, { outcome: 'timeout' });
});

test('addon: who answers late is heard', async (t) => {
  const { port, close } = await startDeaf(t);
  const asked = ask(connectors.addon!(t), { family: 'ipv4', address: ownHost, port }, 50_000);
  // it has been asked about once by then, and is waited for
  await new Promise((resolve) => setTimeout(resolve, 50));
  close();
  t.deepEqual(await asked, { outcome: 'failed', code: 'ECONNREFUSED' });
});

// A machine that stops for 40 ms in between lets the handshake come to its end.
test('addon: the program of a server seldom sees that it was asked', async (t) => {
  let seen = 0;
  const { host, port } = await startOrigin(t, () => (seen += 1));
  const connect = connectors.addon!(t);
  for (let round = 0; round < 20; round++) await ask(connect, { family: 'ipv4', address: host, port });
  t.true(seen < 20);
});

test('addon: thousands at a time, some of them given up, each answered once', async (t) => {
  const { host, port } = await startSilentOrigin(t);
  const closed = await closedPort();
  const connect = connectors.addon!(t);
  const answers = new Map<number, ConnectResult['outcome'][]>();
  const all: Promise<void>[] = [];
  for (let index = 0; index < 3000; index++) {
    const good = index % 3 !== 0;
    const said: ConnectResult['outcome'][] = [];
    answers.set(index, said);
    const ended = new Promise<void>((resolve) => {
      const giveUp = connect(
        { family: 'ipv4', address: good ? host : '127.0.0.1', port: good ? port : closed },
        5000,
        ({ outcome }) => {
          said.push(outcome);
          resolve();
        },
      );
      if (index % 7 === 0) {
        giveUp();
        resolve();
      }
    });
    all.push(ended);
  }
  await within(Promise.all(all), 'all answers');
  for (const [index, said] of answers) {
    t.deepEqual(said, index % 7 === 0 ? [] : [index % 3 === 0 ? 'failed' : 'connected'], String(index));
  }
});
