/** When servers are checked, how many results decide, and what a reload keeps of it. */
import test, { type ExecutionContext } from 'ava';
import { freeAddress, written, type Address } from '../support/addresses.js';
import { startLogReceiver } from '../support/logs.js';
import { sample, sampleBecomes, scrape } from '../support/metrics.js';
import { startHeadrace } from '../support/proxies.js';
import { exchange, startNamedOrigin, startOrigin } from '../support/tcp.js';
import { until } from '../support/waiting.js';

/** By how much the origins of a busy machine may see one check later than the next. */
const SLACK_MS = 50;

interface Running {
  front: Address;
  metrics: Address;
  log: Awaited<ReturnType<typeof startLogReceiver>>;
  reload: (servers: string[]) => Promise<void>;
}

async function start(t: ExecutionContext, servers: string[]): Promise<Running> {
  const [front, metrics] = [await freeAddress(), await freeAddress()];
  const log = await startLogReceiver(t);
  const configuration = (lines: string[]) => `
global
  nbthread 2
defaults
  mode tcp
  timeout connect 5s
  timeout client 20s
  timeout server 20s
listen web
  bind ${written(front)}
  log ${written(log)} format raw local0 notice
  # checks that only connect are gone before a server sees them
  option tcp-check
  tcp-check send x
${lines.map((line) => `  server ${line}`).join('\n')}
`;
  const headrace = await startHeadrace(t, configuration(servers), { args: ['--metrics', written(metrics)] });
  await headrace.output(/ready/);
  let reloads = 0;
  const reload = async (lines: string[]) => {
    headrace.rewrite(configuration(lines));
    headrace.signal('SIGHUP');
    reloads += 1;
    await sampleBecomes(metrics, 'headrace_reloads_total', {}, (value) => value === reloads);
  };
  return { front, metrics, log, reload };
}

async function visit(t: ExecutionContext, front: Address, times: number): Promise<Set<string>> {
  const names = new Set<string>();
  for (let i = 0; i < times; i++) names.add((await exchange(t, front)).data.toString());
  return names;
}

test('checks come once an interval, and those of several servers are spread over it', async (t) => {
  const INTERVAL_MS = 1200;
  const SERVERS = 4;
  const times: number[][] = Array.from({ length: SERVERS }, () => []);
  const origins = await Promise.all(
    times.map((seen) =>
      startOrigin(t, (socket) => {
        seen.push(performance.now());
        socket.resume().end();
      }),
    ),
  );
  const begun = performance.now();
  await start(
    t,
    origins.map((origin, index) => `s${index} ${written(origin)} check inter ${INTERVAL_MS}`),
  );
  await until(() => times.every((seen) => seen.length >= 3), 'three checks of each server');
  for (const seen of times) {
    // From the start on: a busy machine can only make it longer.
    const third = seen[2]! - begun;
    t.true(third >= 2 * INTERVAL_MS, `the third check came ${Math.round(third)} ms after the start`);
  }
  const firsts = times.map((seen) => seen[0]!);
  const spread = Math.max(...firsts) - Math.min(...firsts);
  // Three quarters of the interval lie between the first of four and the last.
  t.true(spread >= INTERVAL_MS / 2, `first checks within ${Math.round(spread)} ms`);
});

test('fall checks in a row take a server down, rise of them bring it back', async (t) => {
  const INTERVAL_MS = 300;
  const goes = await startNamedOrigin(t, 'goes');
  const { front, metrics, log } = await start(t, [`s1 ${written(goes)} check inter ${INTERVAL_MS} rise 4 fall 3`]);
  t.deepEqual([...(await visit(t, front, 2))], ['goes']);
  await until(() => goes.accepted > 2, 'a check that passes');
  const gone = performance.now();
  await goes.close();
  await log.line(/web\/s1 is DOWN/);
  t.true(performance.now() - gone >= 2 * INTERVAL_MS - SLACK_MS, 'two intervals lie between three checks');
  const page = await scrape(metrics);
  t.is(sample(page, 'haproxy_server_check_failures_total', { server: 's1' }), 3);
  t.is(sample(page, 'haproxy_server_status', { server: 's1', state: 'DOWN' }), 1);
  t.is((await exchange(t, front)).data.toString(), '');

  const back = await startNamedOrigin(t, 'back', { port: goes.port });
  await log.line(/web\/s1 is UP/);
  t.true(back.accepted >= 4 && back.accepted <= 5, `up after ${back.accepted} checks`);
  t.deepEqual([...(await visit(t, front, 2))], ['back']);
});

test('a reload keeps who is down, and counts its checks on', async (t) => {
  const stays = await startNamedOrigin(t, 'stays');
  const dead = await freeAddress();
  const servers = (weight: number) => [
    `dead ${written(dead)} weight ${weight} check inter 200 fall 2`,
    `stays ${written(stays)} check inter 200`,
  ];
  const { front, metrics, log, reload } = await start(t, servers(10));
  await log.line(/web\/dead is DOWN/);
  const failures = (page: string) => sample(page, 'haproxy_server_check_failures_total', { server: 'dead' })!;
  const before = failures(await scrape(metrics));
  await reload(servers(20));
  t.deepEqual([...(await visit(t, front, 6))], ['stays']);
  const page = await scrape(metrics);
  t.is(sample(page, 'haproxy_server_status', { server: 'dead', state: 'DOWN' }), 1);
  t.true(failures(page) >= before);
  t.is(log.lines.filter((line) => line.includes('web/dead is DOWN')).length, 1);
  const back = await startNamedOrigin(t, 'back', { port: dead.port });
  await log.line(/web\/dead is UP/);
  t.true((await visit(t, front, 6)).has('back'));
  t.true(back.accepted > 0);
});

test('a disabled server gets neither traffic nor checks, until a reload enables it', async (t) => {
  const [red, blue] = [await startNamedOrigin(t, 'red'), await startNamedOrigin(t, 'blue')];
  const servers = (word: string) => [`red ${written(red)} check inter 100`, `blue ${written(blue)} check inter 100 ${word}`];
  const { front, metrics, reload } = await start(t, servers('disabled'));
  await until(() => red.accepted >= 3, 'checks of the other server');
  t.deepEqual([...(await visit(t, front, 4))], ['red']);
  t.is(blue.accepted, 0);
  t.is(sample(await scrape(metrics), 'haproxy_server_status', { server: 'blue', state: 'MAINT' }), 1);
  await reload(servers(''));
  t.deepEqual([...(await visit(t, front, 4))].sort(), ['blue', 'red']);
  await reload(servers('disabled'));
  t.deepEqual([...(await visit(t, front, 4))], ['red']);
});
