/** Every metric of our own is served, and each one moves with what it counts. */
import test, { type ExecutionContext } from 'ava';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Socket } from 'node:net';
import { freeAddress, written, type Address } from '../support/addresses.js';
import { digestOf } from '../support/bytes.js';
import { sample, sampleBecomes, scrape } from '../support/metrics.js';
import { repositoryFolder } from '../support/paths.js';
import { startHeadrace, type RunningProxy } from '../support/proxies.js';
import {
  connect,
  digestToEnd,
  exchange,
  readExactly,
  readToEnd,
  startEchoOrigin,
  startOrigin,
  writeBytes,
} from '../support/tcp.js';
import { until, within } from '../support/waiting.js';
import { valueOf } from '../differential/metrics-page.js';
import { parseExposition } from '../unit/stats/exposition-parser.js';

const MEGABYTE = 1_000_000;

interface Lines {
  global?: string;
  defaults?: string;
  server?: string;
  more?: string;
}

interface Running {
  headrace: RunningProxy;
  front: Address;
  metrics: Address;
}

async function start(t: ExecutionContext, origin: Address, lines: Lines = {}): Promise<Running> {
  const [front, metrics] = [await freeAddress(), await freeAddress()];
  const configuration = `
global
  nbthread 1
  ${lines.global ?? ''}
defaults
  mode tcp
  timeout connect 20s
  timeout client 60s
  timeout server 60s
  ${lines.defaults ?? ''}
frontend web
  bind ${written(front)}
  default_backend app
backend app
  server s1 ${written(origin)} ${lines.server ?? ''}
${lines.more ?? ''}
`;
  const headrace = await startHeadrace(t, configuration, { args: ['--metrics', written(metrics)] });
  await headrace.output(/ready/);
  return { headrace, front, metrics };
}

/** Takes that much, and no more for now. */
async function readAtLeast(socket: Socket, size: number): Promise<void> {
  let taken = 0;
  const read = new Promise<void>((resolve) => {
    const take = (chunk: Buffer) => {
      taken += chunk.length;
      if (taken < size) return;
      socket.pause();
      socket.off('data', take);
      resolve();
    };
    socket.on('data', take);
  });
  await within(read, `${size} bytes`);
}

test('what docs/metrics.md lists of our own is served, and nothing else', async (t) => {
  const { metrics, front } = await start(t, await startEchoOrigin(t));
  await exchange(t, front, 'ping');
  const [, ours = ''] = readFileSync(join(repositoryFolder, 'docs/metrics.md'), 'utf8').split("\n## Headrace's own\n");
  const documented = [...ours.split('\n## ')[0]!.matchAll(/^- `(headrace_\w+)`/gm)].map(([, name]) => name!);
  t.true(documented.length > 40);
  const served = [...parseExposition(await scrape(metrics)).keys()].filter((name) => name.startsWith('headrace_'));
  t.deepEqual(served.sort(), documented.sort());
});

test.serial('one pipe, two streams that are not read: pipes, calls, EAGAINs by kind, bytes by way', async (t) => {
  const SIZE = 40 * MEGABYTE;
  const origin = await startOrigin(t, (socket) => {
    const send = async () => {
      await writeBytes(socket, 7, SIZE);
      socket.end();
    };
    socket.once('data', () => void send().catch(() => {}));
  });
  const { front, metrics } = await start(t, origin, {
    global: 'maxpipes 1\n  tune.pipesize 65536',
    defaults: 'option splice-request\n  option splice-response',
  });
  const value = async (name: string, labels = {}) => sample(await scrape(metrics), name, labels) ?? -1;
  t.is(await value('headrace_pipes_max'), 1);
  t.is(await value('headrace_pipe_requested_size_bytes'), 65_536);
  t.is(await value('headrace_pipes_created_total'), 0);

  const first = await connect(t, front);
  first.write('x');
  await readAtLeast(first, 2 * MEGABYTE);
  await sampleBecomes(metrics, 'headrace_io_eagain_total', { kind: 'splice-out' }, (count) => count > 0);
  await sampleBecomes(metrics, 'headrace_io_eagain_total', { kind: 'splice-in-ambiguous' }, (count) => count > 0);
  await sampleBecomes(metrics, 'headrace_pipes_used', {}, (count) => count === 1);
  t.is(await value('headrace_pipes_created_total'), 1);
  t.is(await value('headrace_pipes_used_max'), 1);
  for (const bound of ['smallest', 'largest']) t.is(await value('headrace_pipe_size_bytes', { bound }), 65_536);

  const second = await connect(t, front);
  second.write('x');
  await readAtLeast(second, 2 * MEGABYTE);
  await sampleBecomes(metrics, 'headrace_pipe_borrow_failures_total', {}, (count) => count > 0);
  await sampleBecomes(metrics, 'headrace_io_eagain_total', { kind: 'send' }, (count) => count > 0);
  t.true((await value('headrace_worker_buffers_used')) >= 1);

  first.resetAndDestroy();
  await sampleBecomes(metrics, 'headrace_pipes_discarded_total', {}, (count) => count === 1);
  await sampleBecomes(metrics, 'headrace_pipes_used', {}, (count) => count === 0);
  second.resetAndDestroy();

  const third = await connect(t, front);
  const received = digestToEnd(third);
  third.end('x');
  t.is((await received).digest, digestOf(7, SIZE));
  await sampleBecomes(metrics, 'haproxy_frontend_current_sessions', { proxy: 'web' }, (count) => count === 0);

  const page = parseExposition(await scrape(metrics));
  const of = (name: string, labels = {}) => valueOf(page, name, labels) ?? -1;
  for (const call of ['recv', 'send', 'splice-in', 'splice-out']) t.true(of('headrace_io_calls_total', { call }) > 0, call);
  for (const kind of ['recv', 'send', 'splice-in-empty', 'splice-in-ambiguous', 'splice-out'])
    t.true(of('headrace_io_eagain_total', { kind }) > 0, kind);
  t.is(of('headrace_pipes_free'), 1, 'drained, and ready for the next');
  t.is(of('headrace_worker_buffers_used', { worker: '0' }), 0);
  t.true(of('headrace_worker_buffers_used_max', { worker: '0' }) >= 1);
  t.true(of('headrace_splice_starts_total') >= 2);
  t.is(of('headrace_splice_fallbacks_total'), 0);
  for (const side of ['frontend', 'backend']) {
    const proxy = side === 'frontend' ? 'web' : 'app';
    for (const direction of ['in', 'out']) {
      const spliced = of(`headrace_${side}_spliced_bytes_total`, { proxy, direction });
      const copied = of(`headrace_${side}_copied_bytes_total`, { proxy, direction });
      t.is(spliced + copied, of(`haproxy_${side}_bytes_${direction}_total`, { proxy }), `${side} ${direction}`);
      t.is(spliced > 0, direction === 'out', `${side} ${direction}`);
      t.true(copied > 0, `${side} ${direction}`);
    }
  }
  t.is(
    of('headrace_io_bytes_total', { path: 'spliced' }),
    of('headrace_frontend_spliced_bytes_total', { proxy: 'web', direction: 'out' }),
  );
  for (const name of ['wakeups', 'epoll_events', 'handler_calls', 'events', 'commands'])
    t.true(of(`headrace_engine_${name}_total`) > 0, name);
  t.is(of('headrace_engine_accepts_total'), 3);
  t.is(of('headrace_engine_connects_total'), 3);
  for (const ring of ['event', 'command']) t.true(of(`headrace_worker_${ring}_ring_high_water`, { worker: '0' }) >= 1, ring);
});

test('histograms of queue, connect and session time take a session where its time belongs', async (t) => {
  const HOLD_MS = 600;
  const echo = await startEchoOrigin(t);
  const { front, metrics } = await start(t, echo, { server: 'maxconn 1' });
  const holder = await connect(t, front);
  holder.write('a');
  await readExactly(holder, 1);
  const began = performance.now();
  const waiting = exchange(t, front, 'b');
  await sampleBecomes(metrics, 'haproxy_backend_current_queue', { proxy: 'app' }, (count) => count === 1);
  await until(() => performance.now() - began >= HOLD_MS, 'a while in the queue');
  holder.end();
  t.is((await waiting).data.toString(), 'b');
  await sampleBecomes(metrics, 'haproxy_backend_current_sessions', { proxy: 'app' }, (count) => count === 0);
  const page = await scrape(metrics);
  const bucket = (name: string, le: string, proxy: string) => sample(page, `${name}_bucket`, { proxy, le });
  t.is(bucket('headrace_backend_queue_time_seconds', '0.25', 'app'), 1, 'the first did not wait');
  t.is(bucket('headrace_backend_queue_time_seconds', '+Inf', 'app'), 2);
  const waited = sample(page, 'headrace_backend_queue_time_seconds_sum', { proxy: 'app' })!;
  t.true(waited > (HOLD_MS - 200) / 1000 && waited < 20, `${waited} s in the queue`);
  t.is(bucket('headrace_backend_connect_time_seconds', '+Inf', 'app'), 2);
  for (const [side, proxy] of [
    ['frontend', 'web'],
    ['backend', 'app'],
  ] as const) {
    t.is(bucket(`headrace_${side}_session_duration_seconds`, '0.25', proxy), 0, 'both lasted longer');
    t.is(bucket(`headrace_${side}_session_duration_seconds`, '+Inf', proxy), 2);
    t.true(sample(page, `headrace_${side}_session_duration_seconds_sum`, { proxy })! > (2 * HOLD_MS - 400) / 1000);
  }
});

test('generations show number, age and sessions of each that lives', async (t) => {
  const echo = await startEchoOrigin(t);
  const { headrace, front, metrics } = await start(t, echo);
  const running = await connect(t, front);
  running.write('a');
  await readExactly(running, 1);
  const age = (generation: string) => async () =>
    sample(await scrape(metrics), 'headrace_generation_age_seconds', { generation });
  const young = (await age('1')())!;
  headrace.signal('SIGHUP');
  await sampleBecomes(metrics, 'headrace_generation', {}, (value) => value === 2);
  const page = await scrape(metrics);
  t.is(sample(page, 'headrace_generation_sessions', { generation: '1' }), 1);
  t.is(sample(page, 'headrace_generation_sessions', { generation: '2' }), 0);
  t.true((await age('1')())! > young);
  t.true((await age('2')())! < (await age('1')())!);
  running.end();
  await readToEnd(running);
  await until(async () => (await age('1')()) === undefined, 'the old generation has gone');
  t.is(sample(await scrape(metrics), 'headrace_generation_sessions', { generation: '2' }), 0);
});

test.serial('twenty scrapes in a row of 500 backends: the traffic beside them goes on', async (t) => {
  t.timeout(110_000);
  const BACKENDS = 500;
  const echo = await startEchoOrigin(t);
  const more = Array.from({ length: BACKENDS }, (_, i) => `backend b${i}\n  server s1 ${written(echo)}\n`).join('');
  const { front, metrics } = await start(t, echo, { more });
  const measure = async (going: () => boolean) => {
    const times: number[] = [];
    const socket = await connect(t, front);
    while (going() || times.length < 50) {
      const began = performance.now();
      socket.write('x');
      t.is((await readExactly(socket, 1)).toString(), 'x');
      times.push(performance.now() - began);
    }
    socket.destroy();
    times.sort((a, b) => a - b);
    return { median: times[times.length >> 1]!, longest: times.at(-1)!, count: times.length };
  };
  const alone = await measure(() => false);
  let scraping = true;
  const scrapes = (async () => {
    for (let i = 0; i < 20; i++) {
      const page = await scrape(metrics);
      t.is(sample(page, 'haproxy_backend_status', { proxy: `b${BACKENDS - 1}`, state: 'UP' }), 1);
    }
    scraping = false;
  })();
  const beside = await measure(() => scraping);
  await scrapes;
  const text = ({ median, longest, count }: typeof alone) =>
    `${count} exchanges, median ${median.toFixed(2)} ms, longest ${longest.toFixed(1)} ms`;
  t.log(`alone: ${text(alone)}; beside scrapes: ${text(beside)}`);
  t.true(beside.count >= 50);
});
