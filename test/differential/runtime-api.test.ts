/** The runtime API: the same dialogues with HAProxy and with Headrace. */
import type { ExecutionContext } from 'ava';
import { join } from 'node:path';
import { freeAddress, isListening, written, type Address } from '../support/addresses.js';
import { needs } from '../support/programs.js';
import { startHaproxy, startHeadrace } from '../support/proxies.js';
import { ask, statisticsRows } from '../support/runtime-api.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { exchange, startNamedOrigin } from '../support/tcp.js';
import { until } from '../support/waiting.js';

const testBoth = needs('haproxy');

interface Side {
  name: 'haproxy' | 'headrace';
  /** Of the socket with this level. */
  ask(line: string, level?: 'admin' | 'operator' | 'user'): Promise<string>;
  /** Of the frontend `f`. */
  web: Address;
}

/** Both programs with the same backends: `b` with an active, an absent and a backup server, `l` with a disabled one. */
async function startBoth(t: ExecutionContext): Promise<Side[]> {
  const origin = await startNamedOrigin(t, 'origin');
  const absent = await freeAddress();
  const sides: Side[] = [];
  for (const [name, start] of [
    ['haproxy', startHaproxy],
    ['headrace', startHeadrace],
  ] as const) {
    const folder = temporaryFolder(t);
    const [web, listen] = [await freeAddress(), await freeAddress()];
    await start(
      t,
      `
global
  maxconn 100
  nbthread 1
  setenv HEADRACE_SET 'two words'
  unsetenv HEADRACE_UNSET
  stats socket ${join(folder, 'admin')} mode 600 level admin
  stats socket ${join(folder, 'operator')}
  stats socket ${join(folder, 'user')} level user
defaults
  mode tcp
  timeout connect 1s
  timeout client 5s
  timeout server 5s
frontend f
  bind ${written(web)} name one
  use_backend b if { env(HEADRACE_SET) -m str 'two words' }
  default_backend l
backend b
  server s1 ${written(origin)} check inter 100 weight 10
  server s2 ${written(absent)} check inter 100 rise 3 fall 2
  server s3 ${written(origin)} backup maxconn 5
listen l
  bind ${written(listen)}
  server s1 ${written(origin)} disabled
`,
    );
    for (const level of ['admin', 'operator', 'user']) {
      const answers = () =>
        ask(join(folder, level), 'show version').then(
          () => true,
          () => false,
        );
      await until(answers, `${name} answers on its socket ${level}`);
    }
    sides.push({ name, web, ask: (line, level = 'admin') => ask(join(folder, level), line) });
  }
  for (const side of sides) {
    await until(async () => {
      const { 'b/s1': one, 'b/s2': two } = statisticsRows(await side.ask('show stat'));
      return one?.check_status === 'L4OK' && two?.status === 'DOWN';
    }, `${side.name} has checked its servers`);
  }
  return sides;
}

/** The same while no check runs: HAProxy then puts an asterisk before the last result, and leaves out what came with it. */
async function restingRows(side: Side, line = 'show stat'): Promise<Record<string, Record<string, string>>> {
  let rows: Record<string, Record<string, string>> = {};
  await until(async () => {
    rows = statisticsRows(await side.ask(line));
    return Object.values(rows).every(({ check_status: status = '' }) => !status.startsWith('*'));
  }, `${side.name} checks nothing for a moment`);
  return rows;
}

async function sameAnswers(t: ExecutionContext, sides: Side[], lines: readonly string[], level?: 'operator' | 'user') {
  const [haproxy, headrace] = sides;
  for (const line of lines) t.is(await headrace!.ask(line, level), await haproxy!.ask(line, level), line);
}

testBoth('messages, refusals and what is set', async (t) => {
  const sides = await startBoth(t);
  await sameAnswers(t, sides, [
    ...[
      'show cli level',
      'show backend',
      'get weight b/s1',
      'get weight b/nope',
      'get weight nope/s1',
      'get weight b',
      'get weight',
    ],
    ...['set weight b/s1 50%', 'get weight b/s1', 'set weight b/s1 300', 'set weight b/s1 x', 'set weight b/s1 5x'],
    ...[
      'set weight b/s1 5%x',
      'set weight b/s1 -1',
      'set weight b/s1 -5%',
      'get weight b/#1',
      'set server b/s1 weight',
      'set server b/s1',
    ],
    ...['set server b/s1 state', 'set server b/s1 state up', 'set server b/s1 bogus', 'set server b/nope weight 1', 'set server'],
    ...[
      'set server b/s1 health',
      'set server b/s1 agent up',
      'set server b/s1 agent x',
      'set server b/s1 addr',
      'set server b/s1 addr x',
    ],
    ...[
      'set server b/s1 check-port',
      'set server b/s1 check-port 99999',
      'set server b/s3 check-port 1',
      'set server b/s1 check-addr x',
    ],
    ...['set server b/s1 agent-addr 127.0.0.1', 'set server b/s1 agent-port 1', 'set server b/s1 ssl on', 'set server b/s1 fqdn'],
    ...[
      'set server b/s1 fqdn x',
      'enable server',
      'enable server b/nope',
      'disable server x/s1',
      'show env HEADRACE_NO_SUCH_NAME',
    ],
    ...[
      'set timeout',
      'set timeout cli',
      'set timeout cli 5',
      'set severity-output x',
      'show servers state nope',
      'show stat nope 1 1',
    ],
    ...['set severity-output number;get weight b/nope', 'set severity-output string;get weight b/nope;show cli level'],
    ...[
      'operator;show cli level;set weight b/s1 1',
      'user;operator;show cli level;show env',
      'show cli level;quit;show cli level',
    ],
    ...[' show  cli   level ', 'show cli level extra', 'show\\ cli level;show cli level'.slice(16)],
  ]);
});

testBoth('what each level may do', async (t) => {
  const sides = await startBoth(t);
  const lines = [
    ...['show cli level', 'set weight b/s1 1', 'set server b/s1 weight 1', 'enable server b/s1', 'disable server b/s1'],
    ...['get weight b/s1', 'show backend', 'show env HEADRACE_NO_SUCH_NAME', 'set timeout cli 3', 'set severity-output none'],
  ];
  await sameAnswers(t, sides, lines, 'user');
  await sameAnswers(t, sides, lines, 'operator');
});

/** `show servers state` while no check is under way, without how long ago and without ports. */
async function stateOf(side: Side): Promise<string[]> {
  let lines: string[][] = [];
  await until(async () => {
    const answer = await side.ask('show servers state');
    lines = answer.split('\n').map((line) => line.split(' '));
    return lines.every((fields) => fields[0] === '#' || (Number(fields[checkState] ?? 0) & 1) === 0);
  }, `${side.name} checks nothing for a moment`);
  return lines.map((fields) => {
    if (fields.length > 10 && fields[0] !== '#') {
      fields[9] = 'ago';
      fields[18] = 'port';
      // HAProxy still counts a check that was under way when its server entered maintenance.
      if (fields[6] !== '0') fields[12] = 'health';
    }
    return fields.join(' ');
  });
}

/** Its position; 1 is added while a check runs. */
const checkState = 13;

testBoth('states that an operator sets, in show servers state and show stat', async (t) => {
  const sides = await startBoth(t);
  const [haproxy, headrace] = sides;
  const columns = [
    'status',
    'weight',
    'act',
    'bck',
    'uweight',
    'type',
    'iid',
    'sid',
    'check_status',
    'check_desc',
    'last_chk',
    'check_rise',
  ];
  for (const line of [
    ...['show cli level', 'set server b/s1 state drain', 'set server b/s1 state ready', 'set server b/s1 weight 20'],
    ...['disable server b/s1', 'enable server b/s1', 'set server b/s3 state maint', 'set server b/s3 health down'],
    ...['set server b/s3 state ready', 'set server b/s1 weight 0', 'set server l/s1 state ready'],
  ]) {
    t.is(await headrace!.ask(line), await haproxy!.ask(line), line);
    // A server that came out of maintenance is checked before it is compared.
    const settled = async (side: Side): Promise<boolean> => {
      const { 'b/s1': row } = await restingRows(side);
      return row?.status === 'MAINT' || (row?.check_status === 'L4OK' && !/\d\/\d/.test(row.status ?? ''));
    };
    for (const side of sides) await until(() => settled(side), `${side.name} is settled after '${line}'`);
    t.deepEqual(await stateOf(headrace!), await stateOf(haproxy!), `show servers state after '${line}'`);
    const [ours, theirs] = [await restingRows(headrace!), await restingRows(haproxy!)];
    t.deepEqual(Object.keys(ours), Object.keys(theirs));
    for (const [name, row] of Object.entries(theirs)) {
      for (const column of columns) t.is(ours[name]![column], row[column], `${name} ${column} after '${line}'`);
    }
  }
});

testBoth('the columns of show stat, which of them are empty, and what filters leave', async (t) => {
  const sides = await startBoth(t);
  const [haproxy, headrace] = await Promise.all(sides.map((side) => side.ask('show stat')));
  t.is(headrace!.split('\n')[0], haproxy!.split('\n')[0]);
  const [theirs, ours] = await Promise.all(sides.map((side) => restingRows(side)));
  for (const [name, row] of Object.entries(theirs!)) {
    const empty = (from: Record<string, string>) => Object.keys(row).filter((column) => from[column] === '');
    t.deepEqual(empty(ours![name]!), empty(row), name);
  }
  const names = (csv: string) => Object.keys(statisticsRows(csv));
  for (const line of [
    'show stat 3 4 -1',
    'show stat b 2 -1',
    'show stat -1 1 -1',
    'show stat -1 4 2',
    'show stat up',
    'show stat no-maint',
  ]) {
    t.deepEqual(names(await sides[1]!.ask(line)), names(await sides[0]!.ask(line)), line);
  }
  for (const level of ['user', 'operator'] as const) {
    const addresses = async (side: Side) => statisticsRows(await side.ask('show stat', level))['b/s1']?.addr;
    t.is(await addresses(sides[1]!), await addresses(sides[0]!), level);
  }
});

testBoth('show info names the same facts in the same order', async (t) => {
  const [haproxy, headrace] = await startBoth(t);
  const names = async (side: Side) => (await side.ask('show info')).split('\n').map((line) => line.split(':')[0]);
  t.deepEqual(await names(headrace!), await names(haproxy!));
});

testBoth('refusals of commands for frontends, limits, checks and counters', async (t) => {
  const sides = await startBoth(t);
  const lines = [
    ...['disable frontend', 'enable frontend', 'shutdown frontend', 'set maxconn frontend'].flatMap((command) => [
      command,
      `${command} nope 1`,
      `${command} b 1`,
    ]),
    ...['enable frontend f', 'set maxconn frontend f', 'set maxconn frontend f x', 'set maxconn frontend f -1'],
    ...['set maxconn frontend f 7', 'set maxconn frontend l 0'],
    ...[
      'set maxconn global',
      'set maxconn global x',
      'set maxconn global 50',
      'set maxconn global 101',
      'set maxconn global 100',
    ],
    ...['set maxconn server', 'set maxconn server b', 'set maxconn server b/nope 1', 'set maxconn server b/s3'],
    ...['set maxconn server b/s3 x', 'set maxconn server b/s3 1x', 'set maxconn server b/s3 -1', 'set maxconn server b/s3 4'],
    ...['enable health', 'disable health', 'enable agent', 'disable agent'].flatMap((command) => [
      command,
      `${command} b/nope`,
      `${command} b/s3`,
      `${command} b/s2`,
    ]),
    ...['shutdown sessions server', 'shutdown sessions server b', 'shutdown sessions server b/s1'],
    ...['show servers conn nope', 'clear counters', 'clear counters all', 'clear counters x'],
  ];
  await sameAnswers(t, sides, lines);
  for (const level of ['user', 'operator'] as const) await sameAnswers(t, sides, lines, level);
});

testBoth('payloads', async (t) => {
  const sides = await startBoth(t);
  await sameAnswers(t, sides, [
    'show cli level <<\nfoo\n\nshow cli level',
    'show cli level;show cli level <<\nx\n',
    'show cli level <<\nx',
  ]);
});

testBoth('show servers conn', async (t) => {
  const sides = await startBoth(t);
  // Ports differ from run to run of HAProxy as of ours, and HAProxy counts checks that run.
  const shapes = async (side: Side, line: string): Promise<string[]> =>
    (await side.ask(line))
      .split('\n')
      .map((row) => row.replace(/- 5000 0 \d \d 0 0/, '- 5000 0 n n 0 0').replace(/ \d+ - /, ' port - '));
  for (const line of ['show servers conn', 'show servers conn l']) {
    t.deepEqual(await shapes(sides[1]!, line), await shapes(sides[0]!, line), line);
  }
});

testBoth('a frontend that is disabled refuses connections until it is enabled; one that is shut down for good', async (t) => {
  const sides = await startBoth(t);
  const statuses = async (side: Side): Promise<string[]> =>
    Object.entries(statisticsRows(await side.ask('show stat -1 1 -1'))).map(([name, row]) => `${name} ${row.status} ${row.slim}`);
  for (const [line, listens] of [
    ['disable frontend f', false],
    ['disable frontend f', false],
    ['set maxconn frontend f 9', false],
    ['enable frontend #2', true],
    ['enable frontend f', true],
    ['shutdown frontend f', false],
    ['enable frontend f', false],
    ['disable frontend f', false],
    ['shutdown frontend f', false],
  ] as const) {
    await sameAnswers(t, sides, [line]);
    for (const side of sides) {
      await until(async () => (await isListening(side.web)) === listens, `${side.name} ${listens ? '' : 'no longer '}listens`);
    }
    t.deepEqual(await statuses(sides[1]!), await statuses(sides[0]!), line);
  }
});

testBoth('counters are cleared: the highest values, then all', async (t) => {
  const sides = await startBoth(t);
  const columns = ['stot', 'smax', 'bin', 'bout', 'lbtot', 'conn_tot', 'connect', 'lastsess', 'chkfail', 'chkdown', 'scur'];
  const cells = async (side: Side): Promise<Record<string, string | undefined>> => {
    let rows: Record<string, Record<string, string>> = {};
    await until(async () => {
      rows = await restingRows(side);
      return rows['f/FRONTEND']?.scur === '0';
    }, `${side.name} has no session`);
    const names = ['f/FRONTEND', 'b/s1', 'b/s3', 'b/BACKEND'];
    return Object.fromEntries(
      names.flatMap((name) =>
        columns.map((column) => [
          `${name} ${column}`,
          column === 'lastsess' ? String(rows[name]![column] === '-1') : rows[name]![column],
        ]),
      ),
    );
  };
  for (const side of sides) for (let i = 0; i < 3; i++) await exchange(t, side.web, 'hello');
  t.deepEqual(await cells(sides[1]!), await cells(sides[0]!));
  for (const line of ['clear counters', 'clear counters all']) {
    await sameAnswers(t, sides, [line]);
    const expected = await cells(sides[0]!);
    // The workers' own are cleared when they hear of it.
    await until(
      async () => JSON.stringify(await cells(sides[1]!)) === JSON.stringify(expected),
      `the same values after '${line}'`,
    );
  }
  t.is((await cells(sides[1]!))['f/FRONTEND stot'], '0');
});

testBoth('show env: what the configuration has set, and what the program itself sets', async (t) => {
  const sides = await startBoth(t);
  await sameAnswers(t, sides, [
    'show env HEADRACE_SET',
    'show env HEADRACE_UNSET',
    'show env HAPROXY_LOCALPEER',
    'show env HAPROXY_MWORKER',
  ]);
  // Each side has its own folder.
  const plain = async (side: Side, name: string): Promise<string> =>
    (await side.ask(`show env ${name}`)).replaceAll(/\/\S*\/([\w.]+)/g, '$1');
  for (const name of ['HAPROXY_CLI', 'HAPROXY_CFGFILES']) t.is(await plain(sides[1]!, name), await plain(sides[0]!, name), name);
  t.regex(await sides[1]!.ask('show env HAPROXY_STARTUP_VERSION'), /^HAPROXY_STARTUP_VERSION=3\.4/);
});
