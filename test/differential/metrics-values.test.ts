/** The same configuration and the same traffic through HAProxy and through Headrace: the same metrics. */
import { type ExecutionContext } from 'ava';
import { freeAddress, written, type Address } from '../support/addresses.js';
import { needs } from '../support/programs.js';
import { connect, exchange, readToEnd, startNamedOrigin, startOrigin, startSilentOrigin } from '../support/tcp.js';
import { commonNames, pageWhen, seriesOf, startBoth, valueOf, valuesOf, type Page, type Side } from './metrics-page.js';

const testBoth = needs('haproxy');

/** Same series, but the values are not compared: pattern of names and why. */
const APART: [RegExp, string][] = [
  [/^haproxy_process_(uptime|start_time)_seconds$/, 'two processes'],
  [/^haproxy_process_max_(fds|sockets)$/, 'HAProxy lowers its limit to what maxconn needs'],
  [
    /^haproxy_process_(current_connections|jobs|listeners|connections_total|bytes_out_total|bytes_out_rate)$/,
    "HAProxy's exporter and checks count too",
  ],
  [/_rate(_max)?$/, 'the second in which something falls'],
  [/_time_(average_)?seconds$/, 'durations'],
  [/_(last_session|last_change|check_duration)_seconds$/, 'durations'],
  [/_downtime_seconds_total$/, 'durations'],
  [/^haproxy_\w+_max_(sessions|queue)$/, 'how much of the traffic met'],
];

const OTHER_TYPE = new Set(['haproxy_backend_downtime_seconds_total']); // Counter in 2.6, gauge in current HAProxy, and here.
const OTHER_LABELS = new Set(['haproxy_process_build_info']); // The version.

function comparePages(t: ExecutionContext, haproxy: Page, headrace: Page, apart = APART): void {
  const names = commonNames(haproxy, headrace);
  t.true(names.length > 110, `${names.length} metrics in common`);
  for (const name of names) {
    if (!OTHER_TYPE.has(name)) t.is(headrace.get(name)?.type, haproxy.get(name)?.type, name);
    if (OTHER_LABELS.has(name)) continue;
    t.deepEqual(seriesOf(headrace, name), seriesOf(haproxy, name), name);
    if (!apart.some(([pattern]) => pattern.test(name))) t.deepEqual(valuesOf(headrace, name), valuesOf(haproxy, name), name);
  }
}

interface Origins {
  fast: Address;
  quick: Address;
  silent: Address;
  resetting: Address;
  closed: Address;
}

async function startOrigins(t: ExecutionContext): Promise<Origins> {
  return {
    fast: await startNamedOrigin(t, 'x'.repeat(1000)),
    quick: await startNamedOrigin(t, 'y'.repeat(2000)),
    silent: await startSilentOrigin(t),
    resetting: await startOrigin(t, (socket) => socket.once('data', () => socket.resetAndDestroy())),
    closed: await freeAddress(),
  };
}

function configuration({ fast, quick, silent, resetting, closed }: Origins): string {
  return `
global
  maxconn 1000
  nbthread 1
defaults
  mode tcp
  timeout connect 4s
  timeout client 20s
  timeout server 20s
  timeout queue 300
  option splice-auto
  option socket-stats
frontend web
  bind BIND-web name alpha
  bind BIND-second maxconn 7
  maxconn 55
  default_backend app
backend app
  balance roundrobin
  server s1 ${written(fast)} weight 10
  server s2 ${written(quick)} weight 20 maxconn 9
  server s3 ${written(closed)} backup
  server s4 ${written(closed)} disabled
  server s5 ${written(closed)} weight 0
backend nowhere
backend spare
  server b1 ${written(fast)} backup weight 3
  server b2 ${written(fast)} backup weight 4
listen refused
  bind BIND-refused
  retries 2
  server dead ${written(closed)}
listen moved
  bind BIND-moved
  balance first
  retries 3
  option redispatch
  server dead ${written(closed)}
  server alive ${written(fast)}
listen queued
  bind BIND-queued
  server one ${written(silent)} maxconn 1
listen maintained
  bind BIND-maintained
  server off ${written(fast)} disabled
listen reset
  bind BIND-reset
  server r ${written(resetting)}
`;
}

async function visit(t: ExecutionContext, side: Side, name: string, text = ''): Promise<void> {
  await exchange(t, side.addresses.get(name) as Address, text);
}

/** Says nothing and does not close, until the other side does. */
async function wait(t: ExecutionContext, side: Side, name: string): Promise<void> {
  const socket = await connect(t, side.addresses.get(name) as Address);
  await readToEnd(socket);
  socket.destroy();
}

/** No session is left. */
function quiet(page: Page): boolean {
  return (page.get('haproxy_frontend_current_sessions')?.samples ?? []).every(({ value }) => value === 0);
}

testBoth.serial('before any traffic: the same series with the same values', async (t) => {
  const [haproxy, headrace] = await startBoth(t, configuration(await startOrigins(t)));
  comparePages(t, await haproxy.page(), await headrace.page());
});

testBoth.serial('sessions, bytes and choices of servers', async (t) => {
  const sides = await startBoth(t, configuration(await startOrigins(t)));
  const [haproxy, headrace] = await Promise.all(
    sides.map(async (side) => {
      for (let i = 0; i < 9; i++) await visit(t, side, 'web', 'hello');
      for (let i = 0; i < 3; i++) await visit(t, side, 'second', 'x'.repeat(30_000));
      return pageWhen(side, 'quiet', quiet);
    }),
  );
  comparePages(t, haproxy as Page, headrace as Page);
  t.is(valueOf(headrace as Page, 'haproxy_frontend_sessions_total', { proxy: 'web' }), 12);
});

testBoth.serial('refused connections: retries, redispatch, errors, no server at all', async (t) => {
  const sides = await startBoth(t, configuration(await startOrigins(t)));
  const [haproxy, headrace] = await Promise.all(
    sides.map(async (side) => {
      // Nothing is sent: HAProxy counts bytes that it read and could deliver to nobody, we never read them.
      await wait(t, side, 'refused');
      await wait(t, side, 'moved');
      await wait(t, side, 'moved');
      await wait(t, side, 'maintained');
      return pageWhen(side, 'quiet', quiet);
    }),
  );
  comparePages(t, haproxy as Page, headrace as Page);
});

testBoth.serial('sessions now, in the queue, and given up there', async (t) => {
  const sides = await startBoth(t, configuration(await startOrigins(t)));
  const pages = await Promise.all(
    sides.map(async (side) => {
      const address = side.addresses.get('queued') as Address;
      const first = await connect(t, address);
      first.write('hello');
      await pageWhen(
        side,
        'one connected',
        (page) => valueOf(page, 'haproxy_server_current_sessions', { proxy: 'queued' }) === 1,
      );
      const second = await connect(t, address);
      const ended = readToEnd(second);
      await pageWhen(side, 'one queued', (page) => valueOf(page, 'haproxy_backend_max_queue', { proxy: 'queued' }) === 1);
      await ended;
      second.destroy();
      const during = await pageWhen(side, 'one session', (page) => {
        return valueOf(page, 'haproxy_frontend_current_sessions', { proxy: 'queued' }) === 1;
      });
      first.resetAndDestroy();
      return { during, after: await pageWhen(side, 'quiet', quiet) };
    }),
  );
  const [haproxy, headrace] = pages;
  // HAProxy adds the bytes when the session ends.
  comparePages(t, haproxy?.during as Page, headrace?.during as Page, [...APART, [/_bytes_(in|out)_total$/, 'live here']]);
  comparePages(t, haproxy?.after as Page, headrace?.after as Page);
});

testBoth.serial('resets by the server', async (t) => {
  const sides = await startBoth(t, configuration(await startOrigins(t)));
  const [haproxy, headrace] = await Promise.all(
    sides.map(async (side) => {
      const client = await connect(t, side.addresses.get('reset') as Address);
      const ended = readToEnd(client);
      client.write('hello');
      await ended;
      client.destroy();
      return pageWhen(side, 'quiet', quiet);
    }),
  );
  comparePages(t, haproxy as Page, headrace as Page);
});
