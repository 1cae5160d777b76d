import test, { type ExecutionContext } from 'ava';
import { writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { freeAddress, written, type Address } from '../support/addresses.js';
import { sampleBecomes, scrape } from '../support/metrics.js';
import { startHeadrace, runHeadrace, type RunningProxy } from '../support/proxies.js';
import { connect, exchange, startOrigin, startNamedOrigin, writeBytes } from '../support/tcp.js';
import { within } from '../support/waiting.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { valueOf } from '../differential/metrics-page.js';
import { parseExposition } from '../unit/stats/exposition-parser.js';

const MEGABYTE = 1_000_000;

interface Running {
  proxy: RunningProxy;
  front: Address;
  metrics: Address;
  configuration: string;
}

async function start(t: ExecutionContext, origin: Address, more = '', env: NodeJS.ProcessEnv = {}): Promise<Running> {
  const front = await freeAddress();
  const metrics = await freeAddress();
  const configuration = `
global
  nbthread 2
  maxconn 200
defaults
  mode tcp
  timeout connect 4s
  timeout client 20s
  timeout server 20s
${more}
frontend web
  bind ${written(front)}
  default_backend app
backend app
  server s1 ${written(origin)}
`;
  const proxy = await startHeadrace(t, configuration, { args: ['--metrics', written(metrics)], env });
  await proxy.output(/ready, 2 thread/);
  return { proxy, front, metrics, configuration };
}

/** Takes that much, and no more for now. */
async function readAtLeast(socket: Socket, size: number): Promise<void> {
  let taken = 0;
  const read = new Promise<void>((resolve) => {
    socket.on('data', (chunk: Buffer) => {
      taken += chunk.length;
      if (taken < size) return;
      socket.pause();
      resolve();
    });
  });
  await within(read, `${size} bytes`);
}

test.serial('a long transfer shows while it runs: bytes, the way they took, sessions; then its histograms', async (t) => {
  const origin = await startOrigin(t, (socket) => {
    socket.resume();
    void writeBytes(socket, 1, 50 * MEGABYTE).catch(() => {});
  });
  const { front, metrics } = await start(t, origin, '  option splice-response');
  const client = await connect(t, front);
  client.write('please');
  await readAtLeast(client, 30 * MEGABYTE);
  await sampleBecomes(metrics, 'haproxy_server_bytes_out_total', { server: 's1' }, (bytes) => bytes >= 30 * MEGABYTE);
  const during = parseExposition(await scrape(metrics));
  t.is(valueOf(during, 'haproxy_frontend_current_sessions', { proxy: 'web' }), 1);
  t.is(valueOf(during, 'haproxy_process_current_connections'), 1);
  t.is(valueOf(during, 'haproxy_backend_bytes_in_total', { proxy: 'app' }), 6);
  const spliced = valueOf(during, 'headrace_frontend_spliced_bytes_total', { proxy: 'web', direction: 'out' }) ?? 0;
  const copied = valueOf(during, 'headrace_frontend_copied_bytes_total', { proxy: 'web', direction: 'out' }) ?? 0;
  t.true(spliced > 20 * MEGABYTE, `${spliced} spliced, ${copied} copied`);
  t.true(spliced + copied >= 30 * MEGABYTE && spliced + copied <= 50 * MEGABYTE, `${spliced} spliced, ${copied} copied`);
  t.true((valueOf(during, 'headrace_io_calls_total', { call: 'splice-in' }) ?? 0) > 0);
  t.true((valueOf(during, 'headrace_pipe_size_bytes', { bound: 'largest' }) ?? 0) >= 8192);
  client.resetAndDestroy();
  await sampleBecomes(metrics, 'haproxy_frontend_current_sessions', { proxy: 'web' }, (value) => value === 0);
  const after = parseExposition(await scrape(metrics));
  for (const name of [
    'headrace_frontend_session_duration_seconds',
    'headrace_backend_session_duration_seconds',
    'headrace_backend_queue_time_seconds',
    'headrace_backend_connect_time_seconds',
  ]) {
    const count = after.get(name)?.samples.find((sample) => sample.name === `${name}_count`)?.value;
    t.is(count, 1, name);
  }
  t.is(valueOf(after, 'headrace_pipes_used'), 0);
});

test.serial('reloads, refused reloads and their generations are counted; totals go on', async (t) => {
  const origin = await startNamedOrigin(t, 'origin');
  const { proxy, front, metrics, configuration } = await start(t, origin);
  await exchange(t, front);
  await sampleBecomes(metrics, 'haproxy_frontend_sessions_total', { proxy: 'web' }, (value) => value === 1);
  proxy.rewrite(`${configuration}  nonsense\n`);
  proxy.signal('SIGHUP');
  await sampleBecomes(metrics, 'headrace_failed_reloads_total', {}, (value) => value === 1);
  proxy.rewrite(configuration.replace('nbthread 2', 'nbthread 2 '));
  proxy.signal('SIGHUP');
  await sampleBecomes(metrics, 'headrace_reloads_total', {}, (value) => value === 1);
  await exchange(t, front);
  await sampleBecomes(metrics, 'haproxy_frontend_sessions_total', { proxy: 'web' }, (value) => value === 2);
  const page = parseExposition(await scrape(metrics));
  t.is(valueOf(page, 'headrace_generation'), 2);
  t.is(valueOf(page, 'headrace_generation_sessions', { generation: '2' }), 0);
  t.is(valueOf(page, 'headrace_failed_reloads_total'), 1);
});

test.serial('a worker that dies is counted, and what it had counted stays', async (t) => {
  const origin = await startNamedOrigin(t, 'origin');
  const { proxy, front, metrics } = await start(t, origin, '', { HEADRACE_DEBUG: 'crash-worker' });
  for (let i = 0; i < 10; i++) await exchange(t, front);
  await sampleBecomes(metrics, 'haproxy_frontend_current_sessions', { proxy: 'web' }, (value) => value === 0);
  const before = parseExposition(await scrape(metrics));
  proxy.signal('SIGUSR2');
  await sampleBecomes(metrics, 'headrace_worker_restarts_total', {}, (value) => value === 1);
  const after = parseExposition(await scrape(metrics));
  for (const name of [
    'haproxy_process_connections_total',
    'haproxy_process_bytes_out_total',
    'haproxy_frontend_sessions_total',
  ]) {
    t.is(valueOf(after, name), valueOf(before, name), name);
  }
  t.is(valueOf(after, 'haproxy_process_connections_total'), 10);
});

test.serial('an address that metrics cannot be served on: one alert, exit code 1, no stack trace', async (t) => {
  const taken = await startNamedOrigin(t, 'taken');
  const front = await freeAddress();
  const file = `${temporaryFolder(t)}/test.cfg`;
  writeFileSync(
    file,
    `defaults\n  mode tcp\n  timeout connect 1s\n  timeout client 1s\n  timeout server 1s\nlisten web\n  bind ${written(front)}\n`,
  );
  for (const [address, alert] of [
    [written(taken), `'${written(taken)}' is in use`],
    ['nonsense', "'nonsense' is not ADDRESS:PORT, such as 127.0.0.1:9101, [::1]:9101 or *:9101"],
  ] as const) {
    const { exit, stderr } = await runHeadrace(t, ['-f', file, '--metrics', address]);
    t.is(exit.code, 1);
    t.true(stderr.includes(`cannot serve metrics: ${alert}\n`), stderr);
    t.notRegex(stderr, /^\s+at /m);
  }
});
