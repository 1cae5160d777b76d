/** What workers share: limits, queues, connections. Each of them could get it right alone and all of them together wrong. */
import test, { type ExecutionContext } from 'ava';
import type { Socket } from 'node:net';
import { freeAddress, written, type Address } from '../support/addresses.js';
import { sample, sampleBecomes, scrape } from '../support/metrics.js';
import { startHeadrace, type RunningProxy } from '../support/proxies.js';
import { connect, exchange, readExactly, readToEnd, startEchoOrigin, startOrigin } from '../support/tcp.js';
import { until, within } from '../support/waiting.js';

interface Lines {
  global?: string;
  frontend?: string;
  bind?: string;
  server?: string;
}

function configuration(front: Address, origin: Address, lines: Lines): string {
  return `
global
  nbthread 2
  ${lines.global ?? ''}
defaults
  mode tcp
  timeout connect 30s
  timeout queue 30s
  timeout client 60s
  timeout server 60s
frontend web
  bind ${written(front)} ${lines.bind ?? ''}
  ${lines.frontend ?? ''}
  default_backend app
backend app
  server s1 ${written(origin)} ${lines.server ?? ''}
`;
}

interface Running {
  headrace: RunningProxy;
  front: Address;
  metrics: Address;
  reload: (lines: Lines) => Promise<void>;
}

async function start(t: ExecutionContext, origin: Address, lines: Lines): Promise<Running> {
  const [front, metrics] = [await freeAddress(), await freeAddress()];
  const headrace = await startHeadrace(t, configuration(front, origin, lines), { args: ['--metrics', written(metrics)] });
  await headrace.output(/ready, 2 thread/);
  const reload = async (changed: Lines) => {
    headrace.rewrite(configuration(front, origin, changed));
    headrace.signal('SIGHUP');
    await headrace.output(/reloaded/);
  };
  return { headrace, front, metrics, reload };
}

/** A client that says its number and waits for the answer. */
async function asks(t: ExecutionContext, front: Address, text: string): Promise<Socket> {
  const socket = await connect(t, front);
  socket.write(text);
  return socket;
}

/** Whether two increasing sequences can be shuffled together into this one. */
function isMergeOfTwo(numbers: readonly number[]): boolean {
  const last = [-1, -1];
  for (const number of numbers) {
    // It goes behind the larger end that it fits behind, which leaves the most room.
    const [low, high] = last as [number, number];
    if (number > high) last[1] = number;
    else if (number > low) last[0] = number;
    else return false;
  }
  return true;
}

test('two workers, a server with one place: everybody in the queue is served, in the order of their worker', async (t) => {
  const CLIENTS = 120;
  const order: number[] = [];
  const origin = await startOrigin(t, (socket) => {
    socket.once('data', (data: Buffer) => {
      order.push(Number(data.toString()));
      socket.end(data);
    });
    socket.on('end', () => socket.end());
  });
  const { front, metrics } = await start(t, origin, { server: 'maxconn 1' });
  const holder = await asks(t, front, '0');
  t.is((await readExactly(holder, 1)).toString(), '0');

  const clients: Socket[] = [];
  for (let i = 1; i <= CLIENTS; i++) clients.push(await asks(t, front, String(i)));
  await sampleBecomes(metrics, 'haproxy_backend_current_queue', { proxy: 'app' }, (value) => value === CLIENTS);
  for (const worker of ['0', '1']) {
    const open = sample(await scrape(metrics), 'headrace_worker_client_connections', { worker });
    t.true(open! > CLIENTS / 4, `worker ${worker} has ${open} of ${CLIENTS + 1} clients`);
  }

  const answers = Promise.all(clients.map((client) => readToEnd(client)));
  holder.end();
  for (const client of clients) client.once('end', () => client.end());
  (await answers).forEach(({ data, end }, index) => {
    t.is(end, 'fin');
    t.is(data.toString(), String(index + 1));
  });
  // Each worker's line is in order; which of the two comes next is decided by who runs.
  t.true(isMergeOfTwo(order), `served in the order ${order.join(' ')}`);
  await sampleBecomes(metrics, 'haproxy_backend_current_queue', { proxy: 'app' }, (value) => value === 0);
  const page = await scrape(metrics);
  t.is(sample(page, 'haproxy_backend_max_queue', { proxy: 'app' }), CLIENTS);
  t.is(sample(page, 'haproxy_server_max_sessions', { server: 's1' }), 1);
});

test('two workers, a server with three places, clients that come and go at random: nobody is forgotten', async (t) => {
  const origin = await startEchoOrigin(t);
  const { front, metrics } = await start(t, origin, { server: 'maxconn 3' });
  const visitor = async (number: number) => {
    for (let i = 0; i < 40; i++) {
      const text = `${number} ${i}`;
      const { data, end } = await exchange(t, front, text);
      if (data.toString() !== text || end !== 'fin') return `${text}: ${data.toString()} ${end}`;
    }
    return undefined;
  };
  const failures = await Promise.all(Array.from({ length: 30 }, (_, number) => visitor(number)));
  t.deepEqual(
    failures.filter((failure) => failure !== undefined),
    [],
  );
  await sampleBecomes(metrics, 'haproxy_server_current_sessions', { server: 's1' }, (value) => value === 0);
  const page = await scrape(metrics);
  t.is(sample(page, 'haproxy_backend_current_queue', { proxy: 'app' }), 0);
  t.is(sample(page, 'haproxy_server_max_sessions', { server: 's1' }), 3);
});

const LIMIT = 7;
for (const [title, lines] of [
  ['global maxconn', { global: `maxconn ${LIMIT}` }],
  ['maxconn of the frontend', { frontend: `maxconn ${LIMIT}` }],
  ['maxconn of the bind line', { bind: `maxconn ${LIMIT}` }],
] as const) {
  test(`two workers obey ${title} to the connection: the next one waits in the backlog until somebody leaves`, async (t) => {
    const echo = await startEchoOrigin(t);
    const { front } = await start(t, echo, lines);
    const inside: Socket[] = [];
    for (let i = 0; i < LIMIT; i++) {
      const socket = await asks(t, front, 'in');
      await readExactly(socket, 2);
      inside.push(socket);
    }
    const waiting = await Promise.all(Array.from({ length: 5 }, (_, i) => asks(t, front, `w${i}`)));
    let served = 0;
    const answers = waiting.map(async (socket, i) => {
      t.is((await readExactly(socket, 2)).toString(), `w${i}`);
      served += 1;
      return socket;
    });
    // Whatever the proxy was going to take in, it has taken in when those inside have been answered many times.
    for (let round = 0; round < 20; round++) {
      for (const socket of inside) {
        socket.write('x');
        await readExactly(socket, 1);
      }
    }
    t.is(echo.accepted, LIMIT);
    t.is(served, 0);
    for (let left = 1; left <= waiting.length; left++) {
      inside.shift()!.end();
      await until(() => served === left, `${left} served`);
      t.is(echo.accepted, LIMIT + left);
    }
    await Promise.all(answers);
  });
}

for (const [balance, limits, expected] of [
  ['leastconn', ['', '', ''], [8, 8, 8]],
  ['first', ['maxconn 5', 'maxconn 7', ''], [5, 7, 12]],
] as const) {
  test(`two workers, balance ${balance}: each counts the sessions of both`, async (t) => {
    const origins = await Promise.all(limits.map(() => startEchoOrigin(t)));
    const front = await freeAddress();
    const headrace = await startHeadrace(
      t,
      `global
  nbthread 2
defaults
  mode tcp
  timeout connect 30s
  timeout client 60s
  timeout server 60s
listen web
  bind ${written(front)}
  balance ${balance}
${origins.map((origin, i) => `  server s${i} ${written(origin)} ${limits[i]!}`).join('\n')}
`,
    );
    await headrace.output(/ready, 2 thread/);
    for (let i = 0; i < 24; i++) await readExactly(await asks(t, front, 'x'), 1);
    t.deepEqual(
      origins.map(({ accepted }) => accepted),
      [...expected],
    );
  });
}

test('a reload raises global maxconn: those who wait in the backlog come in; a reload lowers it: nobody is thrown out', async (t) => {
  const echo = await startEchoOrigin(t);
  const { headrace, front, metrics, reload } = await start(t, echo, { global: 'maxconn 2' });
  const clients = await Promise.all(Array.from({ length: 6 }, (_, i) => asks(t, front, `${i}`)));
  await until(() => echo.accepted === 2, 'two are in');
  await reload({ global: 'maxconn 6' });
  for (const [i, socket] of clients.entries()) t.is((await readExactly(socket, 1)).toString(), `${i}`);
  await sampleBecomes(metrics, 'haproxy_process_max_connections', {}, (value) => value === 6);
  headrace.rewrite(configuration(front, echo, { global: 'maxconn 3' }));
  headrace.signal('SIGHUP');
  await sampleBecomes(metrics, 'haproxy_process_max_connections', {}, (value) => value === 3);
  const late = await asks(t, front, 'l');
  const answer = readExactly(late, 1);
  for (const socket of clients.splice(0, 3)) {
    socket.end('z');
    t.is((await readToEnd(socket)).data.toString(), 'z');
  }
  t.is(echo.accepted, 6);
  clients.shift()!.end();
  t.is((await answer).toString(), 'l');
});

test('long connections are shared out: no worker has much more than its part, whoever was woken', async (t) => {
  const CLIENTS = 200;
  const echo = await startEchoOrigin(t);
  const { front, metrics } = await start(t, echo, {});
  const clients = await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      const socket = await asks(t, front, 'x');
      await readExactly(socket, 1);
      return socket;
    }),
  );
  const page = await scrape(metrics);
  const open = ['0', '1'].map((worker) => sample(page, 'headrace_worker_client_connections', { worker })!);
  t.is(open[0]! + open[1]!, CLIENTS);
  t.true(Math.abs(open[0]! - open[1]!) <= 2 + CLIENTS / 8, `${open.join(' and ')} connections`);
  t.is(sample(page, 'headrace_engine_accepts_total'), CLIENTS);
  t.true(sample(page, 'headrace_engine_handovers_total')! <= CLIENTS);
  for (const socket of clients) socket.end();
  await within(Promise.all(clients.map((socket) => readToEnd(socket))), 'all have ended');
  await sampleBecomes(metrics, 'haproxy_process_current_connections', {}, (value) => value === 0);
});
