/** Engines in worker threads: a worker stays an ordinary Node environment, busy or idle, and can be ended at any time. */
import test, { type ExecutionContext } from 'ava';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { connect, exchange, startEchoOrigin, startOrigin } from '../support/tcp.js';
import { until, within } from '../support/waiting.js';
import { gone } from './gone.js';
import { TinyProxy, createShared, engineOptions, listenAnywhere, native, type Shared } from './tiny-proxy.js';
import type { ProxyWorkerData, ProxyWorkerRequest } from './proxy-worker.js';

interface Running {
  worker: Worker;
  ask(request: ProxyWorkerRequest): Promise<number>;
}

type Message = { ready?: true; woken?: number; answer?: ProxyWorkerRequest; result?: number };

/** The first message that satisfies, bounded. */
function message(worker: Worker, satisfies: (message: Message) => boolean, what: string): Promise<Message> {
  const found = new Promise<Message>((resolve) => {
    const look = (value: Message): void => {
      if (!satisfies(value)) return;
      worker.off('message', look);
      resolve(value);
    };
    worker.on('message', look);
  });
  return within(found, what);
}

async function startWorker(t: ExecutionContext, workerData: ProxyWorkerData): Promise<Running> {
  const worker = new Worker(join(import.meta.dirname, 'proxy-worker.js'), { workerData });
  t.teardown(() => within(worker.terminate(), 'end of a worker'));
  await message(worker, ({ ready }) => ready === true, 'a ready worker');
  return {
    worker,
    async ask(request) {
      const answer = message(worker, (value) => value.answer === request, `answer to ${request}`);
      worker.postMessage(request);
      return (await answer).result ?? NaN;
    },
  };
}

function listener(t: ExecutionContext): { fd: number; port: number } {
  const opened = listenAnywhere();
  t.teardown(() => native.closeFd(opened.fd));
  return opened;
}

/** Streams through the proxy without end, both ways, until the test is over. */
async function keepBusy(t: ExecutionContext, port: number, streams = 4): Promise<Socket[]> {
  const block = Buffer.alloc(65_536, 'busy');
  return Promise.all(
    Array.from({ length: streams }, async () => {
      const client = await connect(t, { host: '127.0.0.1', port });
      const send = (): void => {
        while (!client.destroyed && client.write(block));
      };
      client.on('drain', send);
      client.resume();
      send();
      await within(once(client, 'data'), 'first bytes back');
      return client;
    }),
  );
}

/** An echo origin in a thread of its own would be faster; here it shares the test's, which is busy enough. */
const echo = (t: ExecutionContext) => startEchoOrigin(t, { host: '127.0.0.1' });

for (const state of ['idle', 'busy'] as const) {
  test.serial(`timers, promises, immediates and messages work in a worker whose engine is ${state}`, async (t) => {
    const origin = await echo(t);
    const { fd, port } = listener(t);
    const running = await startWorker(t, { shared: createShared(), worker: 1, listenerFd: fd, serverPort: origin.port });
    if (state === 'busy') await keepBusy(t, port);
    for (let i = 0; i < 5; i++) {
      t.true((await running.ask('timer')) >= 29);
      t.is(await running.ask('promises'), 1000);
      t.is(await running.ask('immediate'), 1);
      t.is(await running.ask('count'), state === 'busy' ? 4 : 0);
    }
  });

  test.serial(`terminate() ends a worker whose engine is ${state}, and its clients are closed`, async (t) => {
    const origin = await echo(t);
    const { fd, port } = listener(t);
    const shared = createShared();
    const { worker } = await startWorker(t, { shared, worker: 1, listenerFd: fd, serverPort: origin.port });
    const clients = state === 'busy' ? await keepBusy(t, port) : [];
    const ends = clients.map(gone);
    await within(worker.terminate(), 'terminate()');
    await within(Promise.all(ends), 'end of the clients');
    t.is(native.pipePoolHeader(shared.shared)[1], 0, 'pipes given back');
    // The next worker of that number takes over.
    const next = await startWorker(t, { shared, worker: 1, listenerFd: fd, serverPort: origin.port });
    const request = randomBytes(100_000);
    const answer = await exchange(t, { host: '127.0.0.1', port }, request);
    t.is(answer.end, 'fin');
    t.is(answer.data.length, request.length);
    t.true(answer.data.equals(request));
    t.is(await next.ask('count'), 1);
  });
}

test.serial('terminate() straight after the start does not hang', async (t) => {
  const { fd } = listener(t);
  const shared = createShared();
  for (let i = 0; i < 8; i++) {
    const workerData: ProxyWorkerData = { shared, worker: 2, listenerFd: fd, serverPort: 9 };
    const worker = new Worker(join(import.meta.dirname, 'proxy-worker.js'), { workerData });
    await within(once(worker, i % 2 === 0 ? 'online' : 'message'), 'a worker');
    await within(worker.terminate(), 'terminate()');
  }
  t.pass();
});

test.serial(
  'two environments run engines at once, the main thread and a worker, and share a listener: both accept',
  async (t) => {
    const origin = await echo(t);
    const { fd, port } = listener(t);
    const shared = createShared();
    const mine = new TinyProxy(engineOptions(shared, { worker: 0 }), fd, origin.port);
    t.teardown(() => mine.close());
    const running = await startWorker(t, { shared, worker: 1, listenerFd: fd, serverPort: origin.port });
    await holdUntilBothAccept(t, port, async () => [mine.accepted, await running.ask('count')]);
  },
);

test.serial('two workers share a listener: both accept', async (t) => {
  const origin = await echo(t);
  const { fd, port } = listener(t);
  const shared = createShared();
  const start = (worker: number) => startWorker(t, { shared, worker, listenerFd: fd, serverPort: origin.port });
  const [one, other] = await Promise.all([start(0), start(1)]);
  await holdUntilBothAccept(t, port, () => Promise.all([one.ask('count'), other.ask('count')]));
});

/** Connects clients that stay, one after the other, until both of two engines have some. */
async function holdUntilBothAccept(t: ExecutionContext, port: number, counts: () => Promise<number[]>): Promise<void> {
  let clients = 0;
  await until(async () => {
    const client = await connect(t, { host: '127.0.0.1', port });
    client.write('hello');
    await within(once(client, 'data'), 'an answer');
    clients += 1;
    const [one = 0, other = 0] = await counts();
    return one > 0 && other > 0 && one + other === clients;
  }, 'both accept');
  t.true(clients >= 2);
}

test.serial('wake() from another thread reaches an engine that waits', async (t) => {
  const { fd } = listener(t);
  const shared = createShared();
  const { worker } = await startWorker(t, { shared, worker: 5, listenerFd: fd, serverPort: 9 });
  for (let i = 1; i <= 20; i++) {
    const woken = message(worker, (value) => value.woken === i, `wake ${i}`);
    native.wake(shared.shared, 5);
    await woken;
  }
  native.wake(shared.shared, 6); // nobody there
  t.pass();
});

test.serial('a handler that throws in a worker is an error event of the worker, not a crash', async (t) => {
  const { fd } = listener(t);
  const shared = createShared();
  const { worker } = await startWorker(t, { shared, worker: 1, listenerFd: fd, serverPort: 9, throwing: true });
  const failed = once(worker, 'error');
  const ended = new Promise<number>((resolve) => worker.once('exit', resolve));
  native.wake(shared.shared, 1);
  const [error] = (await within(failed, 'the error event')) as [Error];
  t.is(error.message, 'thrown by the handler');
  t.is(await within(ended, 'end of the worker'), 1);
});

test.serial('a handler that throws in the main thread is an uncaught exception; whoever catches those goes on', async (t) => {
  const shared: Shared = createShared();
  const engine = native.createEngine(engineOptions(shared));
  t.teardown(() => engine.close());
  let calls = 0;
  let again = (): void => {};
  engine.start(() => {
    if (++calls === 1) throw new Error('thrown by the handler');
    again();
  });
  const others = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  const caught = new Promise<Error>((resolve) => process.once('uncaughtException', resolve));
  native.wake(shared.shared, 0);
  t.is((await within(caught, 'the exception')).message, 'thrown by the handler');
  for (const other of others) process.on('uncaughtException', other);
  const second = new Promise<void>((resolve) => (again = resolve));
  native.wake(shared.shared, 0);
  await within(second, 'the next call');
  t.is(calls, 2); // each batch of events is handed over once
});

test.serial('a server that is gone while bytes are spliced to it ends the connection, not the process', async (t) => {
  const origin = await startOrigin(t, (socket) => void socket.once('data', () => socket.resetAndDestroy()), {
    host: '127.0.0.1',
  });
  const { fd, port } = listener(t);
  await startWorker(t, { shared: createShared(), worker: 1, listenerFd: fd, serverPort: origin.port });
  const clients = Array.from({ length: 20 }, async () => {
    const client = await connect(t, { host: '127.0.0.1', port });
    client.write(Buffer.alloc(4_000_000, 'x'));
    await gone(client);
  });
  await within(Promise.all(clients), 'end of the clients');
  t.pass();
});
