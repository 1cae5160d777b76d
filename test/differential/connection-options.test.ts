/**
 * What is asked of connections, through HAProxy and through Headrace: whom servers see, where `dispatch` leads, what the log says of
 * an address that is not ours, and what the kernel knows of the sockets.
 */
import type { ExecutionContext } from 'ava';
import { execFileSync } from 'node:child_process';
import { createConnection, type Socket } from 'node:net';
import { freeAddress, ownHost, written, type Address } from '../support/addresses.js';
import { startLogReceiver } from '../support/logs.js';
import { needs } from '../support/programs.js';
import { startHaproxy, startHeadrace } from '../support/proxies.js';
import { startOrigin, type Origin } from '../support/tcp.js';
import { until, within } from '../support/waiting.js';

const testBoth = needs('haproxy', 'ss');
const testBothAsRoot = needs('haproxy', 'root');

interface Scene {
  front: Address;
  first: Origin;
  second: Origin;
  log: Address;
  /** A loopback address beside that of the client. */
  other: string;
}

interface Case {
  name: string;
  lines: (scene: Scene) => string[];
  /** Of those connections, one after the other; default 1. */
  clients?: number;
  /** Root alone may do it. */
  root?: true;
}

const server = ({ first }: Scene): string => `server first ${written(first)}`;

const cases: Case[] = [
  { name: 'source', lines: (scene) => [`source ${scene.other}`, server(scene)] },
  {
    name: 'source of the server before that of the backend',
    lines: (scene) => ['source 127.0.0.1', `${server(scene)} source ${scene.other}`],
  },
  { name: 'source that is all zeros', lines: (scene) => ['source 0.0.0.0', server(scene)] },
  { name: 'source that is not ours', lines: (scene) => ['retries 1', 'source 192.0.2.1', server(scene)] },
  {
    name: 'source that is not ours, and another server',
    lines: (scene) => [
      'retries 1',
      'option redispatch',
      `${server(scene)} source 192.0.2.1`,
      `server second ${written(scene.second)} weight 1 backup`,
    ],
  },
  { name: 'source on an interface', lines: (scene) => [`source ${scene.other} interface lo`, server(scene)], root: true },
  { name: 'usesrc client', lines: (scene) => ['source 0.0.0.0 usesrc client', server(scene)], root: true },
  { name: 'usesrc clientip', lines: (scene) => ['source 0.0.0.0 usesrc clientip', server(scene)], root: true },
  { name: 'usesrc with an address', lines: (scene) => [`source 0.0.0.0 usesrc ${scene.other}`, server(scene)], root: true },
  { name: 'usesrc of a server', lines: (scene) => [`${server(scene)} source 127.0.0.1 usesrc clientip`], root: true },
  { name: 'dispatch', lines: (scene) => [`dispatch ${written(scene.second)}`], clients: 2 },
  { name: 'dispatch before servers', lines: (scene) => [server(scene), `dispatch ${written(scene.second)}`], clients: 2 },
  {
    name: 'balance before dispatch',
    lines: (scene) => ['balance roundrobin', server(scene), `dispatch ${written(scene.second)}`],
  },
  {
    name: 'a rule before dispatch',
    lines: (scene) => [server(scene), `dispatch ${written(scene.second)}`, 'use-server first if { always_true }'],
  },
  { name: 'dispatch that refuses', lines: () => ['retries 1', 'timeout connect 100ms', `dispatch ${ownHost}:1`] },
];

function configuration(scene: Scene, lines: string[]): string {
  return `
global
  nbthread 1
defaults
  mode tcp
  timeout connect 2s
  timeout client 20s
  timeout server 20s
listen front
  bind ${written(scene.front)}
  log ${written(scene.log)} local0 info
  log-format "%b/%s %ts %rc %B"
${lines.map((line) => `  ${line}`).join('\n')}
`;
}

async function setScene(t: ExecutionContext) {
  const log = await startLogReceiver(t);
  const tell = (name: string) => (socket: Socket) => {
    socket.write(`${name} ${socket.remoteAddress} ${socket.remotePort}`);
    socket.on('data', () => {});
    socket.on('end', () => socket.end());
  };
  const [first, second] = [await startOrigin(t, tell('first')), await startOrigin(t, tell('second'))];
  const front = await freeAddress();
  return { front, first, second, log, other: ownHost.replace(/^127\.\d+/, '127.33') };
}

/** What the server says of who has connected to it; the client's own port is named. */
async function ask(t: ExecutionContext, { front }: Scene): Promise<string> {
  const socket = createConnection({ ...front, localAddress: ownHost, allowHalfOpen: true });
  t.teardown(() => void socket.destroy());
  let text = '';
  let port = 0;
  socket.on('connect', () => (port = socket.localPort ?? 0));
  const ended = new Promise<void>((resolve) => {
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      socket.end();
    });
    socket.on('end', resolve);
    socket.on('error', () => resolve());
  });
  await within(ended, 'the end of the connection');
  return text.replace(/\d+$/, (found) => (Number(found) === port ? "the client's" : 'another'));
}

async function play(t: ExecutionContext, one: Case, start: typeof startHaproxy) {
  const scene = await setScene(t);
  const program = await start(t, configuration(scene, one.lines(scene)));
  const answers: string[] = [];
  for (let client = 0; client < (one.clients ?? 1); client++) answers.push(await ask(t, scene));
  const lines = await until(() => {
    const found = scene.log.lines.filter((line) => line.includes(' front/'));
    return found.length === answers.length && found;
  }, 'a log line for each client');
  await program.stop('SIGTERM');
  return { answers, lines: lines.map((line) => line.slice(line.indexOf('front/'))) };
}

for (const one of cases) {
  const declare = one.root ? testBothAsRoot : testBoth;
  declare(one.name, async (t) => {
    const haproxy = await play(t, one, startHaproxy);
    const headrace = await play(t, one, startHeadrace);
    t.deepEqual(headrace, haproxy);
  });
}

/** The kernel's timer and congestion control of a socket between two ports, of which one is the proxy's own. */
function socketFacts(filter: string): string[] {
  const text = execFileSync('ss', ['-tnoiH', 'state', 'established', filter], { encoding: 'utf8' });
  return text.split('\n');
}

const keepalives: { name: string; lines: string[] }[] = [
  { name: 'option tcpka', lines: ['option tcpka', 'clitcpka-idle 50', 'srvtcpka-idle 5000s'] },
  { name: 'option clitcpka', lines: ['option clitcpka', 'clitcpka-idle 9m', 'clitcpka-cnt 3', 'clitcpka-intvl 7'] },
  { name: 'option srvtcpka', lines: ['option srvtcpka', 'srvtcpka-idle 90s', 'srvtcpka-cnt 3', 'srvtcpka-intvl 7'] },
  { name: 'keep-alive of less than a second', lines: ['option clitcpka', 'clitcpka-idle 100ms', 'clitcpka-intvl 1'] },
  { name: 'option tcpka taken back', lines: ['option clitcpka', 'option srvtcpka', 'no option clitcpka', 'no option srvtcpka'] },
];

/** In minutes: a few seconds pass between two looks. */
async function keepaliveTimers(t: ExecutionContext, lines: string[], start: typeof startHaproxy) {
  const scene = await setScene(t);
  const program = await start(t, configuration(scene, [server(scene), ...lines]));
  const taken = scene.first.connection();
  const socket = createConnection({ ...scene.front, localAddress: ownHost });
  t.teardown(() => void socket.destroy());
  await taken;
  const timers = [`sport = :${scene.front.port}`, `dport = :${scene.first.port}`].map((filter) => {
    const [, time] = /timer:\(keepalive,([\w.]+),/.exec(socketFacts(filter).join(' ')) ?? [];
    return time === undefined ? 'none' : inMinutes(time);
  });
  await program.stop('SIGKILL');
  return timers;
}

/** `2min3sec`, `45sec`, `1.5sec`, `120min`, `988ms`; a machine that is slow must not matter: halves of minutes. */
function inMinutes(text: string): number {
  const [, minutes = '0'] = /(\d+)min/.exec(text) ?? [];
  const [, seconds = '0'] = /([\d.]+)sec/.exec(text) ?? [];
  return Math.max(0.5, Math.ceil((Number(minutes) * 60 + Number(seconds)) / 30) / 2);
}

for (const { name, lines } of keepalives) {
  testBoth(name, async (t) => {
    const haproxy = await keepaliveTimers(t, lines, startHaproxy);
    t.deepEqual(await keepaliveTimers(t, lines, startHeadrace), haproxy);
  });
}
