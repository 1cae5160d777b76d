/** Engines come and go: what they held is given back, by close(), by garbage collection and at the end of a thread. */
import test from 'ava';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { connect, exchange, startEchoOrigin } from '../support/tcp.js';
import { startProgram } from '../support/processes.js';
import { until, within } from '../support/waiting.js';
import { gone } from './gone.js';
import { TinyProxy, createShared, engineOptions, listenAnywhere, native } from './tiny-proxy.js';
import type { ProxyWorkerData } from './proxy-worker.js';

/** What this process has open, but for what node itself opens and closes as it likes. */
function descriptors(): string[] {
  return readdirSync('/proc/self/fd').flatMap((name) => {
    try {
      const target = readlinkSync(`/proc/self/fd/${name}`);
      return target.startsWith('/') ? [] : [`${name} ${target}`];
    } catch {
      return [];
    }
  });
}

/** Lets libuv close what it has to close. */
async function turns(count = 3): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
}

test.serial('an engine that is created and closed many times leaks neither descriptors nor memory', async (t) => {
  const shared = createShared();
  const { fd, port } = listenAnywhere();
  t.teardown(() => native.closeFd(fd));
  const round = async (): Promise<void> => {
    for (let i = 0; i < 50; i++) {
      const proxy = new TinyProxy(engineOptions(shared, { worker: i % 2 }), fd, port);
      proxy.engine.addLogSink({ id: 0, kind: 'udp', family: 'ipv4', address: '127.0.0.1', port: 9 });
      proxy.close();
    }
    await turns();
  };
  await round();
  const before = descriptors();
  const memory = process.memoryUsage().rss;
  for (let i = 0; i < 10; i++) await round();
  t.deepEqual(descriptors(), before);
  t.true(process.memoryUsage().rss - memory < 64 * 1024 * 1024, 'resident memory grew');
});

test.serial('an engine that was never started is closed as well', async (t) => {
  const shared = createShared();
  native.createEngine(engineOptions(shared)).close();
  await turns();
  const before = descriptors();
  for (let i = 0; i < 50; i++) native.createEngine(engineOptions(shared)).close();
  t.deepEqual(descriptors(), before);
});

test.serial('close() ends the connections that run and gives their pipes back', async (t) => {
  const shared = createShared();
  const origin = await startEchoOrigin(t, { host: '127.0.0.1' });
  const { fd, port } = listenAnywhere();
  t.teardown(() => native.closeFd(fd));
  const proxy = new TinyProxy(engineOptions(shared), fd, origin.port);
  const client = await connect(t, { host: '127.0.0.1', port });
  await until(() => proxy.accepted === 1, 'the client is accepted');
  const ended = gone(client);
  proxy.close();
  await within(ended, 'end of the client');
  t.is(native.pipePoolHeader(shared.shared)[1], 0);
});

test.serial('close() from within the handler is harmless', async (t) => {
  const shared = createShared();
  const engine = native.createEngine(engineOptions(shared));
  const closed = new Promise<void>((resolve) => {
    engine.start(() => {
      engine.close();
      resolve();
    });
  });
  native.wake(shared.shared, 0);
  await within(closed, 'the handler');
  await turns();
  t.throws(() => engine.flush(), { message: 'the engine is closed' });
});

test.serial("an engine's arrays may be read after it is closed", (t) => {
  const engine = native.createEngine(engineOptions(createShared()));
  engine.arena.write('still here');
  engine.close();
  t.is(engine.arena.toString('latin1', 0, 10), 'still here');
  t.is(engine.received[0], 0);
});

test.serial('an engine that nobody closed is collected, and the process ends', async (t) => {
  const program = await startProgram(t, process.execPath, {
    args: ['--expose-gc', join(import.meta.dirname, 'collected-engines.js')],
  });
  const exit = await program.ended();
  t.is(program.stderr, '');
  t.deepEqual(exit, { code: 0, signal: null });
  t.is(program.stdout, 'collected\n');
});

test.serial('threads with engines come and go without leaking descriptors', async (t) => {
  const shared = createShared();
  const { fd, port } = listenAnywhere();
  t.teardown(() => native.closeFd(fd));
  const round = async (end: 'terminate' | 'close'): Promise<void> => {
    const workerData: ProxyWorkerData = { shared, worker: 3, listenerFd: fd, serverPort: port };
    const worker = new Worker(join(import.meta.dirname, 'proxy-worker.js'), { workerData });
    await within(once(worker, 'message'), 'a ready worker');
    if (end === 'terminate') {
      await within(worker.terminate(), 'terminate()');
    } else {
      const exit = once(worker, 'exit');
      worker.postMessage('close');
      await within(exit, 'end of the worker');
    }
  };
  await round('terminate');
  await round('close');
  await turns();
  const before = descriptors();
  for (let i = 0; i < 3; i++) {
    await round('terminate');
    await round('close');
  }
  await turns();
  t.deepEqual(descriptors(), before);
});

test.serial('traffic through an engine of the main thread is exact, beside timers and promises', async (t) => {
  const origin = await startEchoOrigin(t, { host: '127.0.0.1' });
  const { fd, port } = listenAnywhere();
  t.teardown(() => native.closeFd(fd));
  const proxy = new TinyProxy(engineOptions(createShared()), fd, origin.port);
  t.teardown(() => proxy.close());
  let ticks = 0;
  const ticking = setInterval(() => (ticks += 1), 5);
  t.teardown(() => clearInterval(ticking));
  await Promise.all(
    Array.from({ length: 8 }, async (_, seed) => {
      const request = randomBytes(700_000 + seed);
      const answer = await exchange(t, { host: '127.0.0.1', port }, request);
      t.true(answer.data.equals(request));
    }),
  );
  t.true(ticks > 0);
});
