/** What may change between two configurations, and who notices. */
import test, { type ExecutionContext } from 'ava';
import type { Socket } from 'node:net';
import { freeAddress, isListening, written, type Address } from '../support/addresses.js';
import { sample, sampleBecomes, scrape } from '../support/metrics.js';
import { startHeadrace, type RunningProxy } from '../support/proxies.js';
import { connect, exchange, readExactly, readToEnd, startEchoOrigin, startNamedOrigin } from '../support/tcp.js';
import { until } from '../support/waiting.js';

interface Parts {
  global?: string;
  binds: Address[];
  servers: string[];
  more?: string;
}

function configuration({ global = '', binds, servers, more = '' }: Parts): string {
  return `
global
  nbthread 1
  ${global}
defaults
  mode tcp
  timeout connect 5s
  timeout client 60s
  timeout server 60s
frontend web
${binds.map((bind) => `  bind ${written(bind)}`).join('\n')}
  default_backend app
backend app
${servers.map((server) => `  ${server}`).join('\n')}
${more}
`;
}

async function start(t: ExecutionContext, parts: Parts) {
  const metrics = await freeAddress();
  const headrace = await startHeadrace(t, configuration(parts), { args: ['--metrics', written(metrics)] });
  await headrace.output(/ready/);
  let count = 0;
  const reload = async (changed: Parts) => {
    headrace.rewrite(configuration(changed));
    headrace.signal('SIGHUP');
    count += 1;
    await until(() => headrace.stderr.split(' : reloaded.').length > count, 'reloaded');
  };
  return { headrace, metrics, reload };
}

async function echoes(t: ExecutionContext, front: Address): Promise<boolean> {
  return (await exchange(t, front, 'ping')).data.toString() === 'ping';
}

async function endOf(headrace: RunningProxy): Promise<void> {
  await headrace.stop('SIGTERM');
}

test('a changed bind address: the new one serves, the old one is closed, its sessions go on', async (t) => {
  const [one, two] = [await freeAddress(), await freeAddress()];
  const echo = await startEchoOrigin(t);
  const servers = [`server s1 ${written(echo)}`];
  const { headrace, reload } = await start(t, { binds: [one], servers });
  const running = await connect(t, one);
  running.write('a');
  await readExactly(running, 1);
  await reload({ binds: [two], servers });
  t.true(await echoes(t, two));
  t.false(await isListening(one));
  running.write('b');
  t.is((await readExactly(running, 1)).toString(), 'b');
  await endOf(headrace);
});

test('an added and a removed listener; the one that stays keeps its socket', async (t) => {
  const [one, two] = [await freeAddress(), await freeAddress()];
  const echo = await startEchoOrigin(t);
  const servers = [`server s1 ${written(echo)}`];
  const { headrace, reload } = await start(t, { binds: [one], servers });
  await reload({ binds: [one, two], servers });
  t.true(await echoes(t, one));
  t.true(await echoes(t, two));
  await reload({ binds: [one], servers });
  t.true(await echoes(t, one));
  t.false(await isListening(two));
  await reload({ binds: [one, two], servers });
  t.true(await echoes(t, two));
  await endOf(headrace);
});

test('a bind address that somebody else has: refused, the old configuration goes on', async (t) => {
  const one = await freeAddress();
  const echo = await startEchoOrigin(t);
  const servers = [`server s1 ${written(echo)}`];
  const { headrace } = await start(t, { binds: [one], servers });
  headrace.rewrite(configuration({ binds: [one, echo], servers }));
  headrace.signal('SIGHUP');
  await headrace.output(/the old configuration goes on/);
  t.true(
    headrace.stderr.includes(
      `Binding [${headrace.file}:12] for frontend web: cannot bind socket (Address already in use) for [${written(echo)}]`,
    ),
    headrace.stderr,
  );
  t.true(await echoes(t, one));
  await endOf(headrace);
});

test('a changed weight moves new sessions', async (t) => {
  const front = await freeAddress();
  const [red, blue] = [await startNamedOrigin(t, 'red'), await startNamedOrigin(t, 'blue')];
  const servers = (weight: number) => [`server red ${written(red)} weight ${weight}`, `server blue ${written(blue)} weight 1`];
  const { headrace, reload } = await start(t, { binds: [front], servers: servers(1) });
  const visit = async (times: number) => {
    const before = red.accepted;
    for (let i = 0; i < times; i++) await exchange(t, front, 'x');
    return red.accepted - before;
  };
  t.is(await visit(8), 4);
  await reload({ binds: [front], servers: servers(3) });
  t.is(await visit(8), 6);
  await reload({ binds: [front], servers: servers(0) });
  t.is(await visit(8), 0);
  await endOf(headrace);
});

test('a removed server: its sessions run to their end, new ones go elsewhere, counters stay with names', async (t) => {
  const front = await freeAddress();
  const [old, fresh] = [await startEchoOrigin(t), await startEchoOrigin(t)];
  const { headrace, metrics, reload } = await start(t, { binds: [front], servers: [`server old ${written(old)}`] });
  const running = await connect(t, front);
  running.write('a');
  await readExactly(running, 1);
  await reload({ binds: [front], servers: [`server fresh ${written(fresh)}`] });
  t.true(await echoes(t, front));
  t.is(fresh.accepted, 1);
  t.is(sample(await scrape(metrics), 'headrace_generation_sessions', { generation: '1' }), 1);
  running.end('b');
  t.is((await readToEnd(running)).data.toString(), 'b');
  await until(
    async () => sample(await scrape(metrics), 'headrace_generation_sessions', { generation: '1' }) === undefined,
    'generation 1 has ended',
  );
  t.is(sample(await scrape(metrics), 'haproxy_frontend_sessions_total', { proxy: 'web' }), 2);
  await endOf(headrace);
});

test('nbthread up and down: sessions of a worker that goes run to their end', async (t) => {
  const front = await freeAddress();
  const echo = await startEchoOrigin(t);
  const servers = [`server s1 ${written(echo)}`];
  const { headrace, metrics, reload } = await start(t, { binds: [front], servers });
  const sockets: Socket[] = [];
  const open = async (count: number) => {
    for (let i = 0; i < count; i++) {
      const socket = await connect(t, front);
      socket.write('a');
      await readExactly(socket, 1);
      sockets.push(socket);
    }
  };
  await open(10);
  await reload({ binds: [front], servers, global: 'nbthread 3' });
  await sampleBecomes(metrics, 'haproxy_process_nbthread', {}, (value) => value === 3);
  await open(30);
  await reload({ binds: [front], servers, global: 'nbthread 1' });
  await open(10);
  for (const socket of sockets) {
    socket.end('b');
    t.is((await readToEnd(socket)).data.toString(), 'b');
  }
  await sampleBecomes(metrics, 'haproxy_frontend_current_sessions', { proxy: 'web' }, (value) => value === 0);
  t.is(sample(await scrape(metrics), 'haproxy_frontend_sessions_total', { proxy: 'web' }), 50);
  await endOf(headrace);
});

test('hard-stop-after cuts what an old generation still runs', async (t) => {
  const front = await freeAddress();
  const echo = await startEchoOrigin(t);
  const parts = { binds: [front], servers: [`server s1 ${written(echo)}`], global: 'hard-stop-after 500' };
  const { headrace, reload } = await start(t, parts);
  const running = await connect(t, front);
  running.write('a');
  await readExactly(running, 1);
  await reload(parts);
  const fresh = await connect(t, front);
  fresh.write('c');
  await readExactly(fresh, 1);
  t.is((await readToEnd(running)).end, 'fin');
  fresh.write('d');
  t.is((await readExactly(fresh, 1)).toString(), 'd');
  await endOf(headrace);
});

test('what only a restart can change is said in one warning, and the rest of the new configuration is in force', async (t) => {
  const [front, added] = [await freeAddress(), await freeAddress()];
  const echo = await startEchoOrigin(t);
  const servers = [`server s1 ${written(echo)}`];
  const { headrace, reload } = await start(t, { binds: [front], servers, global: 'tune.pipesize 65536' });
  await reload({ binds: [front], servers, global: 'tune.pipesize 65536' });
  t.notRegex(headrace.stderr, /restart/);
  await reload({ binds: [front, added], servers, global: 'nosplice\n  tune.bufsize 32768\n  tune.pipesize 131072' });
  t.deepEqual(
    headrace.stderr.match(/.*restart.*/g)?.map((line) => line.replace(/\d+/, 'PID')),
    ["[WARNING]  (PID) : a reload cannot change 'nosplice', 'tune.bufsize', 'tune.pipesize': restart to put it into force."],
  );
  t.true(await echoes(t, added));
  await endOf(headrace);
});

test('SIGHUP before the program is ready is not forgotten', async (t) => {
  const front = await freeAddress();
  const [red, blue] = [await startNamedOrigin(t, 'red'), await startNamedOrigin(t, 'blue')];
  const text = (origin: Address) => configuration({ binds: [front], servers: [`server s1 ${written(origin)}`] });
  // Its socket listens some time before its workers are ready.
  const headrace = await startHeadrace(t, text(red));
  headrace.rewrite(text(blue));
  headrace.signal('SIGHUP');
  await headrace.output(/reloaded/);
  t.is((await exchange(t, front)).data.toString(), 'blue');
  await endOf(headrace);
});
