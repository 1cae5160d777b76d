/**
 * Rules and PROXY headers on real connections, through HAProxy and through Headrace: which server answers, what it is sent, how
 * the client's connection ends. The servers `echo…` send back what they receive behind their name, headers included.
 */
import type { ExecutionContext } from 'ava';
import { createConnection } from 'node:net';
import { freeAddress, ownHost, written, type Address } from '../support/addresses.js';
import { needs } from '../support/programs.js';
import { startHaproxy, startHeadrace } from '../support/proxies.js';
import { startOrigin } from '../support/tcp.js';
import { within } from '../support/waiting.js';

const testBoth = needs('haproxy');

interface Case {
  name: string;
  /** Lines of the frontend; `bind` is there. */
  frontend?: string[];
  /** Parameters of `bind` and of the servers. */
  bind?: string;
  server?: string;
  /** Lines of the backend `one` beside its servers. */
  backend?: string[];
  /** What the client sends before it closes its side; nothing: it waits. */
  send?: string;
}

const headerV1 = 'PROXY TCP4 192.0.2.7 192.0.2.8 1234 5678\r\n';

const cases: Case[] = [
  { name: 'no rules', send: 'hello' },
  { name: 'connection rejected', frontend: ['tcp-request connection reject if { src 127.0.0.0/8 }'], send: 'x' },
  { name: 'connection not rejected', frontend: ['tcp-request connection reject unless { src 127.0.0.0/8 }'], send: 'x' },
  {
    name: 'connection accepted before it is rejected',
    frontend: ['acl here src 127.0.0.0/8', 'tcp-request connection accept if here', 'tcp-request connection reject'],
    send: 'x',
  },
  { name: 'session rejected', frontend: ['tcp-request session reject if { src_port gt 0 }'] },
  {
    name: 'content rejected by what it says',
    frontend: ['tcp-request inspect-delay 5s', 'tcp-request content reject if { req.payload(0,3) -m str bad }'],
    send: 'bad!',
  },
  {
    name: 'content that is not rejected',
    frontend: ['tcp-request inspect-delay 5s', 'tcp-request content reject if { req.payload(0,3) -m str bad }'],
    send: 'good',
  },
  {
    name: 'a backend by content',
    frontend: [
      'tcp-request inspect-delay 5s',
      'tcp-request content accept if { req.len gt 2 }',
      'use_backend two if { req.payload(0,3) -m str two }',
    ],
    send: 'two please',
  },
  {
    name: 'the default backend by content',
    frontend: [
      'tcp-request inspect-delay 5s',
      'tcp-request content accept if { req.len gt 2 }',
      'use_backend two if { req.payload(0,3) -m str two }',
    ],
    send: 'one please',
  },
  {
    name: 'inspection that ends for want of content',
    frontend: ['tcp-request inspect-delay 200ms', 'tcp-request content reject if WAIT_END'],
  },
  { name: 'a backend by expression', frontend: ['use_backend %[str(two)]'], send: 'x' },
  {
    name: 'a backend by variable',
    frontend: ['tcp-request connection set-var(sess.to) str(two)', 'use_backend two if { var(sess.to) -m str two }'],
    send: 'x',
  },
  { name: 'a server by rule', backend: ['use-server echo2 if { src 127.0.0.0/8 }'], send: 'x' },
  { name: 'the second server is not there for others', backend: ['use-server echo2 unless { src 127.0.0.0/8 }'], send: 'x' },
  { name: 'content rejected in the backend', backend: ['tcp-request content reject if { req.len gt 0 }'], send: 'x' },
  { name: 'send-proxy', server: 'send-proxy', send: 'x' },
  { name: 'send-proxy-v2', server: 'send-proxy-v2', send: 'x' },
  { name: 'accept-proxy to send-proxy', bind: 'accept-proxy', server: 'send-proxy', send: `${headerV1}hello` },
  { name: 'accept-proxy to send-proxy-v2', bind: 'accept-proxy', server: 'send-proxy-v2', send: `${headerV1}hello` },
  { name: 'accept-proxy without a header', bind: 'accept-proxy', send: 'hello' },
  { name: 'accept-proxy with an unknown family', bind: 'accept-proxy', server: 'send-proxy', send: 'PROXY UNKNOWN\r\nhello' },
  {
    name: 'expect-proxy of some',
    frontend: ['tcp-request connection expect-proxy layer4 if { src 127.0.0.0/8 }'],
    server: 'send-proxy',
    send: `${headerV1}hello`,
  },
  {
    name: 'rules see the address of the header',
    bind: 'accept-proxy',
    frontend: ['tcp-request session reject if { src 192.0.2.7 }'],
    send: headerV1,
  },
  {
    name: 'set-src',
    frontend: ['tcp-request connection set-src src,ipmask(8)', 'tcp-request connection set-src-port int(7)'],
    server: 'send-proxy',
    send: 'x',
  },
  {
    name: 'set-dst',
    frontend: ['tcp-request connection set-dst ipv4(192.0.2.99)', 'tcp-request connection set-dst-port int(99)'],
    server: 'send-proxy',
    send: 'x',
  },
  { name: 'response rejected', backend: ['tcp-response content reject'], send: 'x' },
];

/** Answers with its name, then with all that it is sent. */
function startNamedEcho(t: ExecutionContext, name: string) {
  return startOrigin(t, (socket) => {
    socket.write(`${name}:`);
    socket.pipe(socket);
  });
}

function configuration(one: Case, servers: [Address, Address], front: Address): string {
  const [first, second] = servers.map(written);
  return `
global
  nbthread 1
defaults
  mode tcp
  timeout connect 2s
  timeout client 5s
  timeout server 5s
frontend front
  bind ${written(front)} ${one.bind ?? ''}
${(one.frontend ?? []).map((line) => `  ${line}`).join('\n')}
  default_backend one
backend one
  server echo1 ${first} ${one.server ?? ''}
  server echo2 ${second} ${one.server ?? ''} weight 0
${(one.backend ?? []).map((line) => `  ${line}`).join('\n')}
backend two
  server echo2 ${second} ${one.server ?? ''}
`;
}

/** Ports that the kernel chose, and addresses that are each program's own, by what they are. */
function normalised(data: Buffer, ports: ReadonlyMap<number, string>): string {
  const binary = data.toString('latin1').includes('\r\n\r\n\0\r\nQUIT\n');
  if (!binary) return data.toString('latin1').replace(/\d{4,5}/g, (port) => ports.get(Number(port)) ?? port);
  const text = data.toString('hex');
  return [...ports].reduce((hex, [port, name]) => hex.replaceAll(port.toString(16).padStart(4, '0'), `<${name}>`), text);
}

async function play(t: ExecutionContext, one: Case, start: typeof startHaproxy) {
  const [first, second] = [await startNamedEcho(t, 'echo1'), await startNamedEcho(t, 'echo2')];
  const front = await freeAddress();
  const program = await start(t, configuration(one, [first, second], front));
  const socket = createConnection({ ...front, localAddress: ownHost, allowHalfOpen: true });
  t.teardown(() => void socket.destroy());
  const chunks: Buffer[] = [];
  let clientPort = 0;
  socket.on('connect', () => (clientPort = socket.localPort ?? 0));
  socket.on('data', (chunk) => chunks.push(chunk));
  const ended = new Promise<string>((resolve) => {
    socket.on('end', () => resolve('fin'));
    // Whether a reset is met by connecting, writing or reading is the kernel's affair.
    socket.on('error', () => resolve('reset'));
  });
  if (one.send !== undefined) socket.end(one.send, 'latin1');
  const end = await within(ended, 'the end of the connection');
  const data = Buffer.concat(chunks);
  const ports = new Map([
    [front.port, 'front'],
    [clientPort, 'client'],
    [first.port, 'echo1'],
    [second.port, 'echo2'],
  ]);
  await program.stop('SIGTERM');
  return { data: normalised(data, ports), end, served: [first.accepted, second.accepted] };
}

for (const one of cases) {
  testBoth(one.name, async (t) => {
    const haproxy = await play(t, one, startHaproxy);
    const headrace = await play(t, one, startHeadrace);
    t.deepEqual(headrace, haproxy);
  });
}
