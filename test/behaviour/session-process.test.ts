/** Signals, a worker that dies, limits of descriptors: what the process survives and how it ends. */
import test, { type ExecutionContext } from 'ava';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freeAddress, isListening, written, type Address } from '../support/addresses.js';
import { sample, sampleBecomes, scrape } from '../support/metrics.js';
import { needs } from '../support/programs.js';
import { runHeadrace, startHeadrace } from '../support/proxies.js';
import { plainEnvironment, runProgram, startProgram } from '../support/processes.js';
import { mainFile } from '../support/paths.js';
import { connect, digestToEnd, exchange, readExactly, readToEnd, startEchoOrigin, writeBytes } from '../support/tcp.js';
import { until } from '../support/waiting.js';
import { temporaryFolder } from '../support/temporary-folder.js';

function configuration(front: Address | { path: string }, origin: Address, global = 'nbthread 1'): string {
  return `
global
  ${global}
defaults
  mode tcp
  timeout connect 5s
  timeout client 60s
  timeout server 60s
frontend web
  bind ${'path' in front ? `unix@${front.path}` : written(front)}
  default_backend app
backend app
  server s1 ${written(origin)}
`;
}

async function start(t: ExecutionContext, global?: string, env: NodeJS.ProcessEnv = {}) {
  const [front, metrics] = [await freeAddress(), await freeAddress()];
  const echo = await startEchoOrigin(t);
  const headrace = await startHeadrace(t, configuration(front, echo, global), { args: ['--metrics', written(metrics)], env });
  await headrace.output(/ready/);
  return { front, metrics, echo, headrace };
}

async function session(t: ExecutionContext, front: Address) {
  const socket = await connect(t, front);
  socket.write('a');
  await readExactly(socket, 1);
  return socket;
}

test('SIGUSR1 in the middle of a transfer: no new connections, the transfer is exact, exit 0', async (t) => {
  const { front, headrace } = await start(t);
  const socket = await connect(t, front);
  const received = digestToEnd(socket);
  await writeBytes(socket, 5, 1_000_000);
  headrace.signal('SIGUSR1');
  await until(async () => !(await isListening(front)), 'the listener is closed');
  await writeBytes(socket, 6, 1_000_000);
  socket.end();
  const { size } = await received;
  t.is(size, 2_000_000);
  t.deepEqual(await headrace.ended(), { code: 0, signal: null });
});

test('SIGUSR1 without sessions: exit 0 at once', async (t) => {
  const { headrace } = await start(t);
  t.deepEqual(await headrace.stop('SIGUSR1'), { code: 0, signal: null });
});

test('SIGUSR1 in the middle of the start is not lost: exit 0 when it has started', async (t) => {
  for (let moment = 0; moment < 6; moment += 1) {
    const { headrace } = await start(t);
    // The listeners are bound; the threads, the sockets of the runtime API and the rest follow within some milliseconds.
    for (let turn = 0; turn < moment; turn += 1) await new Promise((resolve) => setTimeout(resolve, 5));
    t.deepEqual(await headrace.stop('SIGUSR1'), { code: 0, signal: null });
  }
});

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  test(`${signal} ends the process by that signal, sessions or not, as HAProxy in the foreground`, async (t) => {
    const { front, headrace } = await start(t);
    const socket = await session(t, front);
    const received = readToEnd(socket);
    t.deepEqual(await headrace.stop(signal), { code: null, signal });
    t.not((await received).end, '');
  });
}

test('SIGTTOU pauses the listeners, SIGTTIN resumes them, sessions go on', async (t) => {
  const { front, headrace } = await start(t);
  const running = await session(t, front);
  headrace.signal('SIGTTOU');
  await headrace.output(/Paused /);
  await until(async () => !(await isListening(front)), 'the port is free');
  running.write('b');
  t.is((await readExactly(running, 1)).toString(), 'b');
  headrace.signal('SIGTTIN');
  await headrace.output(/Resumed /);
  await until(() => isListening(front), 'the port is taken again');
  t.is((await exchange(t, front, 'ping')).data.toString(), 'ping');
});

test('SIGQUIT and SIGPIPE change nothing', async (t) => {
  const { front, headrace } = await start(t);
  headrace.signal('SIGQUIT');
  headrace.signal('SIGPIPE');
  t.is((await exchange(t, front, 'ping')).data.toString(), 'ping');
});

test('a worker that dies is restarted and reported; the others go on, and counts come right again', async (t) => {
  const { front, metrics, headrace } = await start(t, 'nbthread 2', { HEADRACE_DEBUG: 'crash-worker' });
  const sockets = await Promise.all(Array.from({ length: 40 }, () => session(t, front)));
  let lost = 0;
  const over = sockets.map(async (socket) => {
    const { end, data } = await readToEnd(socket);
    if (end !== 'fin' || data.length === 0) lost += 1;
  });
  headrace.signal('SIGUSR2');
  await headrace.output(/worker 0 died and is restarted/);
  await sampleBecomes(metrics, 'headrace_worker_restarts_total', {}, (value) => value === 1);
  for (let i = 0; i < 20; i++) t.is((await exchange(t, front, `after ${i}`)).data.toString(), `after ${i}`);
  for (const socket of sockets) socket.end('z');
  await Promise.all(over);
  t.true(lost < 40, `${lost} sessions of the dead worker are lost, those of the other one are not`);
  await sampleBecomes(metrics, 'haproxy_frontend_current_sessions', { proxy: 'web' }, (value) => value === 0);
  await sampleBecomes(metrics, 'haproxy_server_current_sessions', { proxy: 'app', server: 's1' }, (value) => value === 0);
  t.is(sample(await scrape(metrics), 'haproxy_process_current_connections', {}), 0);
  t.deepEqual(await headrace.stop('SIGUSR1'), { code: 0, signal: null });
});

test('an address in use and one that is not ours: both alerts, exit 1', async (t) => {
  const echo = await startEchoOrigin(t);
  const file = join(temporaryFolder(t), 'test.cfg');
  writeFileSync(file, configuration(echo, echo).replace('default_backend', 'bind 192.0.2.1:80\n  default_backend'));
  const { exit, stderr } = await runHeadrace(t, ['-f', file]);
  t.is(exit.code, 1);
  t.true(
    stderr.includes(`Binding [${file}:10] for frontend web: cannot bind socket (Address already in use) for [${written(echo)}]`),
    stderr,
  );
  t.true(
    stderr.includes(
      `Binding [${file}:11] for frontend web: cannot bind socket (Cannot assign requested address) for [192.0.2.1:80]`,
    ),
    stderr,
  );
  t.notRegex(stderr, /^\s+at /m);
});

test('a unix socket is served, and removed at the end', async (t) => {
  const path = join(temporaryFolder(t), 'front.sock');
  const echo = await startEchoOrigin(t);
  const headrace = await startHeadrace(t, configuration({ path }, echo));
  t.is((await exchange(t, { path }, 'ping')).data.toString(), 'ping');
  await headrace.stop('SIGUSR1');
  t.false(existsSync(path));
});

const withPrlimit = needs('prlimit');

withPrlimit('too few descriptors for maxconn: one alert, exit 1', async (t) => {
  const [front, echo] = [await freeAddress(), await startEchoOrigin(t)];
  const file = join(temporaryFolder(t), 'test.cfg');
  writeFileSync(file, configuration(front, echo, 'maxconn 20000'));
  const args = ['--nofile=300:300', process.execPath, mainFile, '-f', file];
  const { exit, stderr } = await runProgram(t, 'prlimit', { args });
  t.is(exit.code, 1);
  t.regex(stderr, /^\[ALERT\] {4}\(\d+\) : \[headrace\.main\(\)\] Cannot raise FD limit to \d+, limit is 300\.$/m);
});

withPrlimit('a hundred descriptors, three hundred clients: all are served in turn', async (t) => {
  const [front, echo] = [await freeAddress(), await startEchoOrigin(t)];
  const file = join(temporaryFolder(t), 'test.cfg');
  writeFileSync(file, configuration(front, echo));
  const args = ['--nofile=100:100', process.execPath, mainFile, '-f', file];
  // Node's coverage keeps files of its own open.
  const headrace = await startProgram(t, 'prlimit', { args, env: plainEnvironment });
  await headrace.output(/ready/);
  const answers = await Promise.all(Array.from({ length: 300 }, (_, i) => exchange(t, front, `client ${i}`)));
  answers.forEach(({ data, end }, i) => {
    t.is(end, 'fin');
    t.is(data.toString(), `client ${i}`);
  });
  t.notRegex(headrace.stderr, /accept\(\) fails/, 'descriptors are never used up: connections wait outside');
});
