/**
 * How connections end that an option or a rule ends otherwise than the peers do, through HAProxy and through Headrace: what the
 * client sees, what the server sees, what the log says.
 */
import type { ExecutionContext } from 'ava';
import { createConnection, type Socket } from 'node:net';
import { freeAddress, ownHost, written, type Address } from '../support/addresses.js';
import { startLogReceiver } from '../support/logs.js';
import { needs } from '../support/programs.js';
import { startHaproxy, startHeadrace } from '../support/proxies.js';
import { startOrigin } from '../support/tcp.js';
import { within } from '../support/waiting.js';

const testBoth = needs('haproxy');

/** How a side's connection ended: in order, or reset. */
type End = 'fin' | 'reset';

interface Case {
  name: string;
  frontend?: string[];
  backend?: string[];
  /** Milliseconds; the default is long. */
  serverTimeoutMs?: number;
  serve: (socket: Socket) => void;
  talk: (socket: Socket) => void;
}

/** Answers and closes. */
const answerAndClose = (socket: Socket): void => void socket.end('answer');
/** Closes once the other side has. */
const closeAfter = (socket: Socket): void => void socket.resume().on('end', () => socket.end());
const closeWhenAnswered = (socket: Socket): void => void socket.on('data', () => socket.end());

/** Says something again and again, until nobody listens. */
function trickle(socket: Socket): void {
  const timer = setInterval(() => socket.write('x'), 20);
  socket.on('close', () => clearInterval(timer)).on('end', () => clearInterval(timer));
}

const cases: Case[] = [
  { name: 'nothing is asked for', serve: answerAndClose, talk: closeAfter },
  // A client is half closed all the same; only its end is a reset.
  { name: 'nolinger of clients', frontend: ['option nolinger'], serve: answerAndClose, talk: closeAfter },
  {
    name: 'nolinger of servers',
    backend: ['option nolinger'],
    serve: (socket) => void socket.write('answer'),
    talk: closeWhenAnswered,
  },
  {
    name: 'independent-streams: a server that says nothing is not alive because it is sent something',
    backend: ['option independent-streams'],
    serverTimeoutMs: 300,
    serve: (socket) => void socket.resume(),
    talk: trickle,
  },
];

async function play(t: ExecutionContext, one: Case, start: typeof startHaproxy) {
  const log = await startLogReceiver(t);
  let served: Promise<End> | undefined;
  const origin = await startOrigin(t, (socket) => {
    served = endOf(socket);
    one.serve(socket);
  });
  const front = await freeAddress();
  const program = await start(t, configuration(one, { log, origin, front }));
  const socket = createConnection({ ...front, localAddress: ownHost, allowHalfOpen: true });
  t.teardown(() => void socket.destroy());
  const client = endOf(socket);
  one.talk(socket);
  const ends = { client: await within(client, "the end of the client's connection") };
  const line = await log.line(/ front /);
  socket.destroy();
  const server = served === undefined ? 'not connected' : await within(served, "the end of the server's connection");
  await program.stop('SIGTERM');
  return { ...ends, server, line: line.slice(line.indexOf(' front ')) };
}

/** Half-closed is ended, as far as this side is concerned. */
function endOf(socket: Socket): Promise<End> {
  return new Promise((resolve) => {
    socket.on('end', () => resolve('fin'));
    // Whether a reset is met by connecting, writing or reading is the kernel's affair.
    socket.on('error', () => resolve('reset'));
  });
}

function configuration(one: Case, { log, origin, front }: { log: Address; origin: Address; front: Address }): string {
  const lines = (some: string[] = []) => some.map((line) => `  ${line}`).join('\n');
  return `
global
  nbthread 1
defaults
  mode tcp
  timeout connect 2s
  timeout client 20s
  timeout server ${one.serverTimeoutMs ?? 20_000}ms
frontend front
  bind ${written(front)}
  log ${written(log)} local0 info
  log-format "front %b/%s %ts"
${lines(one.frontend)}
  default_backend back
backend back
  server one ${written(origin)}
${lines(one.backend)}
`;
}

for (const one of cases) {
  testBoth(one.name, async (t) => {
    const haproxy = await play(t, one, startHaproxy);
    t.deepEqual(await play(t, one, startHeadrace), haproxy);
  });
}
