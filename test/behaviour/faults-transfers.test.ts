/** Long transfers and slow ones, when one side stalls, ends early, or trickles. */
import test from 'ava';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { freeAddress } from '../support/addresses.js';
import { digestOf } from '../support/bytes.js';
import { startLogReceiver } from '../support/logs.js';
import { needs } from '../support/programs.js';
import { plainEnvironment, startProgram } from '../support/processes.js';
import { connect, digestToEnd, readExactly, readToEnd, startEchoOrigin, startOrigin, writeBytes } from '../support/tcp.js';
import { until, within } from '../support/waiting.js';
import { startOneFront } from '../stress/one-front.js';
import { runTraffic } from '../stress/traffic.js';

const SPLICE = ['option splice-request', 'option splice-response'];

/** Resident memory in bytes. */
function resident(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]) * 1024;
}

for (const options of [[], SPLICE]) {
  const how = options.length === 0 ? 'copied' : 'spliced';

  test.serial(`a client that stalls with 100 MB queued gets every byte, and memory does not grow, ${how}`, async (t) => {
    const size = 100_000_000;
    const origin = await startOrigin(t, (socket) => void writeBytes(socket, 1, size, 60_000).then(() => socket.end()));
    const proxy = await startOneFront(t, origin, { defaults: options });
    const socket = await connect(t, proxy.front);
    const moved = () => proxy.number('haproxy_frontend_bytes_out_total', { proxy: 'web' });
    // Nobody reads: bytes go on until everything between the two ends is full.
    let before = -1;
    await until(async () => {
      const now = await moved();
      const full = now > 0 && now === before;
      before = now;
      await delay(100);
      return full;
    }, 'every buffer is full');
    t.true(before < size / 2, `${before} bytes are on the way`);
    const memory = resident(proxy.headrace.pid);
    await delay(2000);
    t.is(await moved(), before);
    const { digest, end } = await digestToEnd(socket, 60_000);
    socket.end();
    t.is(digest, digestOf(1, size));
    t.is(end, 'fin');
    const growth = resident(proxy.headrace.pid) - memory;
    t.true(growth < 20_000_000, `${growth} bytes more`);
    await proxy.quiet();
  });

  test.serial(`half-closed by the client, 10 MB still come, ${how}`, async (t) => {
    const size = 10_000_000;
    let request: Promise<{ digest: string; end: string }> | undefined;
    const origin = await startOrigin(t, (socket) => {
      request = digestToEnd(socket);
      void request.then(() => writeBytes(socket, 2, size)).then(() => socket.end());
    });
    const proxy = await startOneFront(t, origin, { defaults: options });
    const socket = await connect(t, proxy.front);
    const answer = digestToEnd(socket);
    await writeBytes(socket, 1, 1000);
    socket.end();
    t.like(await answer, { digest: digestOf(2, size), end: 'fin' });
    t.like(await request, { digest: digestOf(1, 1000), end: 'fin' });
  });

  test.serial(`half-closed by the server, 10 MB still go, ${how}`, async (t) => {
    const size = 10_000_000;
    let request: Promise<{ digest: string; end: string }> | undefined;
    const origin = await startOrigin(t, (socket) => {
      request = digestToEnd(socket);
      void writeBytes(socket, 2, 1000).then(() => socket.end());
    });
    const proxy = await startOneFront(t, origin, { defaults: options });
    const socket = await connect(t, proxy.front);
    t.like(await digestToEnd(socket), { digest: digestOf(2, 1000), end: 'fin' });
    await writeBytes(socket, 1, size);
    socket.end();
    t.like(await request, { digest: digestOf(1, size), end: 'fin' });
  });
}

test.serial('two pipes and forty fast streams at once: all are exact', async (t) => {
  const origin = await freeAddress();
  const proxy = await startOneFront(t, origin, { global: ['maxpipes 2', 'nbthread 2'], defaults: SPLICE });
  const traffic = { origin, front: proxy.front, connections: 40, largest: 20_000_000, resets: 0 };
  const seen = await runTraffic(t, traffic);
  t.deepEqual(seen.failures, []);
  t.is(seen.orderly, 40);
  await proxy.quiet();
  t.true((await proxy.number('headrace_pipes_used_max')) <= 2);
  t.true((await proxy.number('headrace_io_bytes_total', { path: 'spliced' })) > 0);
});

test.serial('single bytes written and read one by one: exact', async (t) => {
  const origin = await startEchoOrigin(t);
  const proxy = await startOneFront(t, origin, { defaults: SPLICE });
  const socket = await connect(t, proxy.front);
  for (let turn = 0; turn < 300; turn += 1) {
    const byte = Buffer.of((turn * 37) & 255);
    socket.write(byte);
    t.deepEqual(await readExactly(socket, 1), byte);
  }
  socket.end();
  t.is((await readToEnd(socket)).end, 'fin');
});

test('a byte each 200 ms, longer than every timeout, is not cut', async (t) => {
  const origin = await startEchoOrigin(t);
  const proxy = await startOneFront(t, origin, { defaults: ['timeout client 1s', 'timeout server 1s'] });
  const socket = await connect(t, proxy.front);
  for (let turn = 0; turn < 15; turn += 1) {
    await delay(200);
    socket.write(String(turn % 10));
  }
  socket.end();
  t.deepEqual(await readToEnd(socket), { data: Buffer.from('012345678901234'), end: 'fin' });
});

test('a server that resets while both are idle: the client sees the end, SD in the log', async (t) => {
  const log = await startLogReceiver(t);
  const origin = await startOrigin(t, (socket) => socket.once('data', () => socket.resetAndDestroy()));
  const proxy = await startOneFront(t, origin, {
    defaults: [`log ${log.host}:${log.port} local0`, 'option tcplog'],
  });
  const socket = await connect(t, proxy.front);
  socket.write('x');
  t.is((await readToEnd(socket)).end, 'fin');
  t.regex(await log.line(/ web /), / SD /);
});

test('a client that never reads is cut at its timeout, cD in the log', async (t) => {
  const log = await startLogReceiver(t);
  const origin = await startOrigin(t, (socket) => void writeBytes(socket, 1, 100_000_000, 60_000).catch(() => {}));
  const proxy = await startOneFront(t, origin, {
    defaults: ['timeout client 1s', `log ${log.host}:${log.port} local0`, 'option tcplog', ...SPLICE],
  });
  const gone = origin.connection().then((socket) => new Promise((resolve) => socket.once('close', resolve)));
  const socket = await connect(t, proxy.front);
  socket.pause();
  t.regex(await log.line(/ web /), / cD /);
  await within(gone, 'the server is told');
  await proxy.quiet();
});

test('hard-stop-after ends what a soft stop waits for', async (t) => {
  const origin = await startEchoOrigin(t);
  const proxy = await startOneFront(t, origin, { global: ['hard-stop-after 700'] });
  const socket = await connect(t, proxy.front);
  socket.write('a');
  await readExactly(socket, 1);
  const begun = performance.now();
  proxy.headrace.signal('SIGUSR1');
  await readToEnd(socket);
  t.deepEqual(await proxy.headrace.ended(), { code: 0, signal: null });
  const took = performance.now() - begun;
  t.true(took > 600, `${took} ms`);
});

const asRoot = needs('root', 'setpriv', 'python3');

/** Another user, who reads what root reads. Nothing bounds the pipes of root. */
const USER = '54321';
const AS_USER = [
  ...['setpriv', '--reuid', USER, '--regid', USER, '--clear-groups'],
  ...['--inh-caps', '+dac_read_search', '--ambient-caps', '+dac_read_search', '--'],
];
const TAKE_PIPE_PAGES = `
import fcntl, os, time
pipes = []
try:
    while True:
        pipes.append(os.pipe())
        fcntl.fcntl(pipes[-1][0], 1031, 1 << 20)
except PermissionError:
    print('taken', flush=True)
time.sleep(100)
`;

asRoot.serial("a user's share of pipe pages used up: small pipes, every byte exact, the size in the metrics", async (t) => {
  const holder = await startProgram(t, 'setpriv', {
    args: [...AS_USER.slice(1), 'python3', '-c', TAKE_PIPE_PAGES],
    env: plainEnvironment,
  });
  await holder.output(/taken/);
  const origin = await freeAddress();
  const proxy = await startOneFront(t, origin, { global: ['nbthread 1', 'maxconn 500'], defaults: SPLICE }, { under: AS_USER });
  const traffic = { origin, front: proxy.front, connections: 60, largest: 5_000_000, resets: 0 };
  const seen = await runTraffic(t, traffic);
  t.deepEqual(seen.failures, []);
  await proxy.quiet();
  t.true((await proxy.number('headrace_io_bytes_total', { path: 'spliced' })) > 0);
  const size = await proxy.number('headrace_pipe_size_bytes', { bound: 'largest' });
  t.true(size > 0 && size <= 8192, `${size} bytes`);
});
