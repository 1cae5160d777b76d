/** `show stat` and `show info` after the same traffic through HAProxy and through Headrace: column by column, in every form. */
import type { ExecutionContext } from 'ava';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { freeAddress, written, type Address } from '../support/addresses.js';
import { needs } from '../support/programs.js';
import { startHaproxy, startHeadrace } from '../support/proxies.js';
import { ask, statisticsRows } from '../support/runtime-api.js';
import { connect, exchange, readToEnd, startNamedOrigin, startOrigin, startSilentOrigin } from '../support/tcp.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { until, within } from '../support/waiting.js';

const testBoth = needs('haproxy');

interface Side {
  name: 'haproxy' | 'headrace';
  addresses: ReadonlyMap<string, Address>;
  ask(line: string, level?: 'admin' | 'user'): Promise<string>;
}

/** Columns whose values are not compared, and why. */
const APART = new Map<string, string>([
  ['rate', 'the second in which something falls'],
  ['rate_max', 'the second in which something falls'],
  ['conn_rate', 'the second in which something falls'],
  ['conn_rate_max', 'the second in which something falls'],
  ['lastchg', 'a duration'],
  ['downtime', 'a duration'],
  ['lastsess', 'a duration'],
  ['check_duration', 'a duration'],
  ['agent_duration', 'a duration'],
  ['qtime', 'a duration'],
  ['ctime', 'a duration'],
  ['rtime', 'a duration; of answers to requests, which TCP mode does not have here'],
  ['ttime', 'a duration'],
  ['qtime_max', 'a duration'],
  ['ctime_max', 'a duration'],
  ['rtime_max', 'a duration; of answers to requests, which TCP mode does not have here'],
  ['ttime_max', 'a duration'],
  ['addr', 'each side has its own listeners'],
  ['need_conn_est', "an estimate of HAProxy's pools of idle connections"],
  ['throttle', 'follows the clock'],
]);

const names = ['web', 'second', 'refused', 'moved', 'queued', 'maintained', 'reset', 'rejecting', 'rules'];

async function startBoth(t: ExecutionContext): Promise<[haproxy: Side, headrace: Side]> {
  const fast = await startNamedOrigin(t, 'x'.repeat(1000));
  const quick = await startNamedOrigin(t, 'y'.repeat(2000));
  const silent = await startSilentOrigin(t);
  const resetting = await startOrigin(t, (socket) => socket.once('data', () => socket.resetAndDestroy()));
  const agent = await startNamedOrigin(t, 'up 50%\n');
  const closed = await freeAddress();
  const configuration = (folder: string, at: (name: string) => string): string => `
global
  maxconn 1000
  nbthread 1
  node here
  description two words
  stats socket ${join(folder, 'admin')} level admin
  stats socket ${join(folder, 'user')} level user
defaults
  mode tcp
  timeout connect 4s
  timeout client 20s
  timeout server 20s
  timeout queue 300
  option socket-stats
frontend web
  bind ${at('web')} name alpha
  bind ${at('second')} maxconn 7
  maxconn 55
  default_backend app
frontend rejecting
  bind ${at('rejecting')}
  no option socket-stats
  tcp-request connection reject
frontend rules
  bind ${at('rules')}
  tcp-request inspect-delay 5s
  tcp-request content reject if { req.len gt 3 }
  tcp-request content accept if { req.len gt 0 }
  default_backend app
backend app
  balance roundrobin
  server s1 ${written(fast)} weight 10 check inter 5s
  server s2 ${written(quick)} weight 20 maxconn 9 minconn 2
  server s3 ${written(closed)} backup
  server s4 ${written(closed)} disabled
  server s5 ${written(closed)} weight 0
  server s6 ${written(closed)} check inter 5s downinter 5s rise 3 fall 1
  server s7 ${written(closed)} track app/s6
  server s8 ${written(closed)} weight 0 agent-check agent-addr ${agent.host} agent-port ${agent.port} agent-inter 5s
backend full
  fullconn 17
  balance leastconn
  server f1 ${written(fast)}
backend nowhere
  balance source
backend spare
  balance first
  server b1 ${written(fast)} backup weight 3
  server b2 ${written(fast)} backup weight 4
listen refused
  bind ${at('refused')}
  retries 2
  server dead ${written(closed)}
listen moved
  bind ${at('moved')}
  balance first
  retries 3
  option redispatch
  server dead ${written(closed)}
  server alive ${written(fast)}
listen queued
  bind ${at('queued')}
  server one ${written(silent)} maxconn 1
listen maintained
  bind ${at('maintained')}
  server off ${written(fast)} disabled
listen reset
  bind ${at('reset')}
  server r ${written(resetting)}
`;
  const sides: Side[] = [];
  for (const [name, start] of [
    ['haproxy', startHaproxy],
    ['headrace', startHeadrace],
  ] as const) {
    const folder = temporaryFolder(t);
    const addresses = new Map<string, Address>();
    for (const frontend of names) addresses.set(frontend, await freeAddress());
    await start(
      t,
      configuration(folder, (frontend) => written(addresses.get(frontend)!)),
    );
    const side: Side = { name, addresses, ask: (line, level = 'admin') => ask(join(folder, level), line) };
    const checked = async (): Promise<boolean> => {
      const rows = statisticsRows(await side.ask('show stat').catch(() => '# pxname\n'));
      const seen = [rows['app/s1']?.check_status, rows['app/s6']?.status, rows['app/s8']?.agent_status];
      return seen.join() === 'L4OK,DOWN,L7OK';
    };
    await until(checked, `${name} has checked its servers`);
    sides.push(side);
  }
  return sides as [Side, Side];
}

type Rows = Awaited<ReturnType<typeof statisticsRows>>;

/** Once no session runs and, since HAProxy marks a check that runs, no check. */
async function restingRows(side: Side, level: 'admin' | 'user' = 'admin'): Promise<Rows> {
  let rows: Rows = {};
  await until(async () => {
    rows = statisticsRows(await side.ask('show stat', level));
    return Object.values(rows).every(
      ({ scur, check_status: check = '', agent_status: agent = '' }) =>
        scur === '0' && !check.startsWith('*') && !agent.startsWith('*'),
    );
  }, `${side.name} rests`);
  return rows;
}

function compareRows(t: ExecutionContext, haproxy: Rows, headrace: Rows): void {
  t.deepEqual(Object.keys(headrace), Object.keys(haproxy));
  const differences: string[] = [];
  for (const [name, theirs] of Object.entries(haproxy)) {
    for (const [column, value] of Object.entries(theirs)) {
      const ours = headrace[name]![column]!;
      const same = APART.has(column) ? (ours === '') === (value === '') : ours === value;
      if (!same) differences.push(`${name} ${column}: '${ours}' and not '${value}'`);
    }
  }
  t.deepEqual(differences, []);
}

/** Whether it is closed or reset is not looked at, nor whether that comes before the client knows that it is connected. */
async function refusedAt(address: Address): Promise<void> {
  const socket = createConnection(address.port, address.host);
  socket.on('error', () => undefined).resume();
  await within(new Promise((resolve) => socket.once('close', resolve)), 'the end of a connection that is refused');
}

/** One connection after the other, so that the highest numbers are the same too. */
async function traffic(t: ExecutionContext, side: Side): Promise<void> {
  const at = (name: string): Address => side.addresses.get(name)!;
  for (let i = 0; i < 4; i++) {
    await exchange(t, at('web'), 'hello');
    await restingRows(side);
  }
  for (let i = 0; i < 2; i++) {
    await exchange(t, at('second'), 'x'.repeat(30_000));
    await restingRows(side);
  }
  await exchange(t, at('rules'), 'yes');
  await restingRows(side);
  await refusedAt(at('rejecting'));
  for (const name of ['refused', 'moved', 'moved', 'maintained']) {
    const socket = await connect(t, at(name));
    await readToEnd(socket);
    socket.destroy();
    await restingRows(side);
  }
  for (const [name, text] of [
    ['reset', 'hello'],
    ['rules', 'refused'],
  ] as const) {
    const socket = await connect(t, at(name));
    socket.write(text);
    await readToEnd(socket);
    socket.destroy();
  }
  const sessions = async (): Promise<string | undefined> => statisticsRows(await side.ask('show stat'))['queued/one']?.scur;
  const first = await connect(t, at('queued'));
  await until(async () => (await sessions()) === '1', `${side.name} has a session on the server`);
  const second = await connect(t, at('queued'));
  await readToEnd(second);
  second.destroy();
  first.destroy();
}

testBoth('every column after the same traffic', async (t) => {
  const sides = await startBoth(t);
  compareRows(t, await restingRows(sides[0]), await restingRows(sides[1]));
  for (const side of sides) await traffic(t, side);
  compareRows(t, await restingRows(sides[0]), await restingRows(sides[1]));
  compareRows(t, await restingRows(sides[0], 'user'), await restingRows(sides[1], 'user'));
});

/** Of a line of `typed`, what is not the value: `F.2.0.4.scur.1:MGP:u32`. */
const typedNames = (answer: string): string[] =>
  answer
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split(':').slice(0, 3).join(':'))
    // HAProxy shows it before the first check has ended only in part.
    .filter((name) => !/\.(throttle|last_chk|check_code)\./.test(name));

testBoth('typed and json name the same facts with the same numbers, tags and types', async (t) => {
  const [haproxy, headrace] = await startBoth(t);
  await restingRows(haproxy);
  for (const line of [
    ...[
      'show stat typed',
      'show stat app 4 1 typed',
      'show stat json typed up',
      'show stat web 8 2 typed',
      'show stat web 9 1 typed',
    ],
    ...['show info typed', 'show info json typed', 'show info typed float'],
  ]) {
    const [ours, theirs] = [typedNames(await headrace.ask(line)), typedNames(await haproxy.ask(line))];
    t.deepEqual([ours.filter((name) => !theirs.includes(name)), theirs.filter((name) => !ours.includes(name))], [[], []], line);
  }
  const described = await headrace.ask('show stat typed desc');
  t.true(described.split('\n').every((line) => line === '' || /:"[^"]+"$/.test(line)));
  for (const line of [
    'show stat web 1 -1 json',
    'show stat full -1 -1 json',
    'show stat nowhere 1 -1 json',
    'show stat typed json',
    'show info json',
  ]) {
    t.deepEqual(withoutValues(JSON.parse(await headrace.ask(line))), withoutValues(JSON.parse(await haproxy.ask(line))), line);
  }
});

/** Values are replaced by nothing, except names. Columns that come and go with checks are left out. */
function withoutValues(json: unknown): unknown {
  if (!Array.isArray(json)) return json;
  return json
    .filter((each: { field?: { name: string } }) => !/^(throttle|last_chk|check_code)$/.test(each.field?.name ?? ''))
    .map((each: unknown) => {
      if (Array.isArray(each)) return withoutValues(each);
      const { value, ...rest } = each as { value: { type: string } };
      return { ...rest, type: value.type };
    });
}

testBoth('what show info tells of the configuration', async (t) => {
  const [haproxy, headrace] = await startBoth(t);
  const facts = ['Nbthread', 'Nbproc', 'Process_num', 'Memmax_MB', 'Maxconn', 'node', 'description', 'Stopping', 'Tainted'];
  const factsOf = async (side: Side): Promise<string[]> =>
    (await side.ask('show info')).split('\n').filter((line) => facts.includes(line.split(':')[0]!));
  t.deepEqual(await factsOf(headrace), await factsOf(haproxy));
});
