/** What can happen to a TCP session, as scripts: run through HAProxy and through Headrace, the outcomes are equal. */
import { ownHost } from '../support/addresses.js';
import { Stage, type LogLine, type Product } from './session-traffic.js';

export interface Scenario {
  name: string;
  /** Lines of the backend beside the defaults below; `ORIGIN`, `CLOSED`, `HOLE` become addresses. */
  servers: string[];
  /** Lines of the frontend. */
  frontend?: string[];
  /** Lines of `global`. */
  global?: string[];
  /** Lines of `defaults` that replace or follow the usual ones. */
  defaults?: string[];
  /** The script; what it returns is compared, with the log lines that `logs` asks for. */
  play(stage: Stage): Promise<Record<string, unknown>>;
  logs?: number;
  /** What is not compared, and why HAProxy's may differ from ours. */
  apart?: string[];
  why?: string;
}

export const ORIGIN = ['server s1 ORIGIN'];
export const LONG = ['timeout connect 8s', 'timeout client 8s', 'timeout server 8s'];
const SHORT = 400;
const clientShort = ['timeout connect 8s', `timeout client ${SHORT}`, 'timeout server 8s'];
const serverShort = ['timeout connect 8s', 'timeout client 8s', `timeout server ${SHORT}`];

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export async function exchanged(stage: Stage) {
  const client = await stage.connect();
  client.send('ping');
  const server = await stage.origin.accepted();
  await server.gets(4);
  server.send('pong!');
  await client.gets(5);
  return { client, server };
}

export const scenarios: Scenario[] = [
  {
    name: 'the client closes first, then the server',
    servers: ORIGIN,
    async play(stage) {
      const { client, server } = await exchanged(stage);
      client.fin();
      const atServer = await server.ends();
      server.send('rest');
      server.fin();
      return { atServer, atClient: await client.ends(), got: client.bytes };
    },
  },
  {
    name: 'the server closes first, then the client',
    servers: ORIGIN,
    async play(stage) {
      const { client, server } = await exchanged(stage);
      server.fin();
      const atClient = await client.ends();
      client.send('more');
      await server.gets(8);
      client.fin();
      return { atClient, atServer: await server.ends(), got: server.bytes };
    },
  },
  {
    name: 'the client connects and closes at once',
    servers: ORIGIN,
    async play(stage) {
      const client = await stage.connect();
      client.fin();
      const server = await stage.origin.accepted();
      const atServer = await server.ends();
      server.fin();
      return { atServer, atClient: await client.ends() };
    },
  },
  {
    name: 'the client sends and closes at once',
    servers: ORIGIN,
    async play(stage) {
      const client = await stage.connect();
      client.send('ping');
      client.fin();
      const server = await stage.origin.accepted();
      await server.gets(4);
      const atServer = await server.ends();
      server.send('pong!');
      server.fin();
      return { atServer, atClient: await client.ends(), got: client.bytes };
    },
  },
  {
    name: 'the client resets while data flow',
    servers: ORIGIN,
    async play(stage) {
      const { client, server } = await exchanged(stage);
      client.reset();
      return { atServer: await server.ends() };
    },
  },
  {
    name: 'the client resets after it connected and sent nothing',
    servers: ORIGIN,
    async play(stage) {
      const client = await stage.connect();
      const server = await stage.origin.accepted();
      await pause(50);
      client.reset();
      return { atServer: await server.ends() };
    },
  },
  {
    name: 'the server resets while data flow',
    servers: ORIGIN,
    async play(stage) {
      const { client, server } = await exchanged(stage);
      server.reset();
      return { atClient: await client.ends() };
    },
  },
  {
    name: 'the server resets before it sent anything',
    servers: ORIGIN,
    async play(stage) {
      const client = await stage.connect();
      const server = await stage.origin.accepted();
      await pause(50);
      server.reset();
      return { atClient: await client.ends() };
    },
  },
  {
    name: 'the server closes before it sent anything, the client follows',
    servers: ORIGIN,
    async play(stage) {
      const client = await stage.connect();
      const server = await stage.origin.accepted();
      server.fin();
      const atClient = await client.ends();
      client.fin();
      return { atClient, atServer: await server.ends() };
    },
  },
  {
    name: 'the client resets after its half-close',
    apart: ['bytes'],
    why: 'HAProxy notices the reset when it writes to the client, we at once',
    servers: ORIGIN,
    async play(stage) {
      const { client, server } = await exchanged(stage);
      client.fin();
      await server.ends();
      await pause(50);
      client.reset();
      await pause(50);
      server.send('x');
      await pause(50);
      server.send('x');
      return {};
    },
  },
  {
    name: 'the server resets after the half-close of the client',
    servers: ORIGIN,
    async play(stage) {
      const { client, server } = await exchanged(stage);
      client.fin();
      await server.ends();
      await pause(50);
      server.reset();
      return { atClient: await client.ends() };
    },
  },
  {
    name: 'the server resets after its half-close',
    apart: ['totalMs'],
    why: 'HAProxy notices the reset when it writes to the server, we at once',
    servers: ORIGIN,
    async play(stage) {
      const { client, server } = await exchanged(stage);
      server.fin();
      await client.ends();
      await pause(50);
      server.reset();
      await pause(50);
      client.send('x');
      await pause(50);
      client.send('x');
      await pause(50);
      client.fin();
      return {};
    },
  },
  {
    name: 'the client resets after the half-close of the server',
    servers: ORIGIN,
    async play(stage) {
      const { client, server } = await exchanged(stage);
      server.fin();
      await client.ends();
      await pause(50);
      client.reset();
      return { atServer: await server.ends() };
    },
  },
  {
    name: 'the client is idle before it sent anything',
    servers: ORIGIN,
    defaults: clientShort,
    async play(stage) {
      const client = await stage.connect();
      const server = await stage.origin.accepted();
      const atServer = await server.ends();
      server.fin();
      return { atServer, atClient: await client.ends() };
    },
  },
  {
    name: 'the client is idle after data, the server stays',
    servers: ORIGIN,
    defaults: clientShort,
    async play(stage) {
      const { client, server } = await exchanged(stage);
      const [atServer, atClient] = await Promise.all([server.ends(), client.ends()]);
      return { atServer, atClient };
    },
  },
  {
    name: 'the server is idle before it sent anything',
    servers: ORIGIN,
    defaults: serverShort,
    async play(stage) {
      const client = await stage.connect();
      const server = await stage.origin.accepted();
      const [atServer, atClient] = await Promise.all([server.ends(), client.ends()]);
      return { atServer, atClient };
    },
  },
  {
    name: 'the server is idle after data',
    servers: ORIGIN,
    defaults: serverShort,
    async play(stage) {
      const { client, server } = await exchanged(stage);
      const [atServer, atClient] = await Promise.all([server.ends(), client.ends()]);
      return { atServer, atClient };
    },
  },
  {
    name: 'both are idle and have the same timeout',
    servers: ORIGIN,
    defaults: ['timeout connect 8s', `timeout client ${SHORT}`, `timeout server ${SHORT}`],
    async play(stage) {
      const { client, server } = await exchanged(stage);
      const [atServer, atClient] = await Promise.all([server.ends(), client.ends()]);
      return { atServer, atClient };
    },
  },
  {
    name: 'the client only receives and is not idle',
    servers: ORIGIN,
    defaults: clientShort,
    async play(stage) {
      const { client, server } = await exchanged(stage);
      for (let i = 0; i < 8; i++) {
        await pause(SHORT / 4);
        server.send('tick');
      }
      await client.gets(5 + 32);
      client.fin();
      const atServer = await server.ends();
      server.fin();
      return { atServer, atClient: await client.ends() };
    },
  },
  {
    name: 'the server only receives and is not idle',
    servers: ORIGIN,
    defaults: serverShort,
    async play(stage) {
      const { client, server } = await exchanged(stage);
      for (let i = 0; i < 8; i++) {
        await pause(SHORT / 4);
        client.send('tick');
      }
      await server.gets(4 + 32);
      server.fin();
      const atClient = await client.ends();
      client.fin();
      return { atClient, atServer: await server.ends() };
    },
  },
  {
    name: 'the client never reads',
    apart: ['bytes', 'atServer'],
    why: 'the kernel decides how much fits into its buffers; a server that still sends gets a FIN and a reset, in one order or the other',
    servers: ORIGIN,
    defaults: clientShort,
    async play(stage) {
      const client = await stage.connect();
      client.socket.pause();
      client.send('ping');
      const server = await stage.origin.accepted();
      server.send(Buffer.alloc(30_000_000));
      const atServer = await server.ends();
      return { atServer };
    },
  },
  {
    name: 'the server never reads',
    apart: ['bytes', 'atClient'],
    why: 'a client that still sends gets a FIN and a reset, in one order or the other',
    servers: ORIGIN,
    defaults: serverShort,
    async play(stage) {
      const client = await stage.connect();
      const server = await stage.origin.accepted();
      server.socket.pause();
      client.send(Buffer.alloc(30_000_000));
      const atClient = await client.ends();
      return { atClient };
    },
  },
  ...(['client-fin', 'server-fin', 'none'] as const).flatMap((fin): Scenario[] => [
    {
      name: `half-closed by the client, the server idles, ${fin}`,
      servers: ORIGIN,
      defaults: [...LONG, 'timeout server 1500', 'timeout client 2500', ...(fin === 'none' ? [] : [`timeout ${fin} ${SHORT}`])],
      async play(stage) {
        const { client, server } = await exchanged(stage);
        client.fin();
        const atServer = await server.ends();
        return { atServer, atClient: await client.ends() };
      },
    },
    {
      name: `half-closed by the server, the client idles, ${fin}`,
      servers: ORIGIN,
      defaults: [...LONG, 'timeout server 2500', 'timeout client 1500', ...(fin === 'none' ? [] : [`timeout ${fin} ${SHORT}`])],
      async play(stage) {
        const { client, server } = await exchanged(stage);
        server.fin();
        const atClient = await client.ends();
        return { atClient, atServer: await server.ends() };
      },
    },
    {
      name: `half-closed by the client, the server goes on sending, ${fin}`,
      servers: ORIGIN,
      defaults: [...LONG, ...(fin === 'none' ? [] : [`timeout ${fin} ${SHORT}`])],
      async play(stage) {
        const { client, server } = await exchanged(stage);
        client.fin();
        await server.ends();
        for (let i = 0; i < 8; i++) {
          await pause(SHORT / 4);
          server.send('tick');
        }
        server.fin();
        return { atClient: await client.ends(), got: client.bytes };
      },
    },
  ]),
  {
    name: 'tunnel timeout instead of client and server timeouts once data flowed both ways',
    servers: ORIGIN,
    defaults: ['timeout connect 8s', 'timeout client 200', 'timeout server 200', 'timeout tunnel 900'],
    async play(stage) {
      const { client, server } = await exchanged(stage);
      const [atServer, atClient] = await Promise.all([server.ends(), client.ends()]);
      return { atServer, atClient };
    },
  },
  {
    name: 'tunnel timeout with nothing sent',
    apart: ['atServer'],
    why: 'both ends are closed in the same millisecond, and HAProxy resets the server in that case',
    servers: ORIGIN,
    defaults: ['timeout connect 8s', 'timeout client 200', 'timeout server 200', 'timeout tunnel 900'],
    async play(stage) {
      const client = await stage.connect();
      const server = await stage.origin.accepted();
      const [atServer, atClient] = await Promise.all([server.ends(), client.ends()]);
      return { atServer, atClient };
    },
  },
  {
    name: 'tunnel timeout with data from the client only',
    apart: ['atServer'],
    why: 'as above',
    servers: ORIGIN,
    defaults: ['timeout connect 8s', 'timeout client 200', 'timeout server 200', 'timeout tunnel 900'],
    async play(stage) {
      const client = await stage.connect();
      client.send('x');
      const server = await stage.origin.accepted();
      const [atServer, atClient] = await Promise.all([server.ends(), client.ends()]);
      return { atServer, atClient };
    },
  },
  {
    name: 'half-closed by the client under a tunnel timeout',
    servers: ORIGIN,
    defaults: ['timeout connect 8s', 'timeout client 200', 'timeout server 300', 'timeout tunnel 900'],
    async play(stage) {
      const { client, server } = await exchanged(stage);
      client.fin();
      const atServer = await server.ends();
      return { atServer, atClient: await client.ends() };
    },
  },
  {
    name: 'half-closed by the client under a tunnel timeout and client-fin',
    servers: ORIGIN,
    defaults: ['timeout connect 8s', 'timeout client 200', 'timeout server 300', 'timeout tunnel 1500', 'timeout client-fin 500'],
    async play(stage) {
      const { client, server } = await exchanged(stage);
      client.fin();
      const atServer = await server.ends();
      return { atServer, atClient: await client.ends() };
    },
  },
  {
    name: 'half-closed by the client under a tunnel timeout and server-fin',
    servers: ORIGIN,
    defaults: ['timeout connect 8s', 'timeout client 200', 'timeout server 300', 'timeout tunnel 1500', 'timeout server-fin 500'],
    async play(stage) {
      const { client, server } = await exchanged(stage);
      client.fin();
      const atServer = await server.ends();
      return { atServer, atClient: await client.ends() };
    },
  },
  {
    name: 'refused, no retries',
    servers: ['server s1 CLOSED', 'retries 0'],
    async play(stage) {
      const client = await stage.connect();
      return { atClient: await client.ends() };
    },
  },
  {
    name: 'refused, two retries',
    servers: ['server s1 CLOSED', 'retries 2'],
    defaults: ['timeout connect 300', 'timeout client 8s', 'timeout server 8s'],
    async play(stage) {
      const client = await stage.connect();
      client.send('ping');
      return { atClient: await client.ends() };
    },
  },
  {
    name: 'refused, two retries, several servers, no redispatch',
    servers: ['server s1 CLOSED', 'server s2 CLOSED', 'retries 2'],
    defaults: ['timeout connect 300', 'timeout client 8s', 'timeout server 8s'],
    async play(stage) {
      const client = await stage.connect();
      return { atClient: await client.ends() };
    },
  },
  {
    name: 'refused, then redispatched to the second server',
    servers: ['server s1 CLOSED', 'server s2 ORIGIN', 'retries 2', 'option redispatch'],
    defaults: ['timeout connect 300', 'timeout client 8s', 'timeout server 8s'],
    async play(stage) {
      const client = await stage.connect();
      client.send('ping');
      const server = await stage.origin.accepted();
      await server.gets(4);
      server.fin();
      const atClient = await client.ends();
      client.fin();
      return { atClient, atServer: await server.ends() };
    },
  },
  {
    name: 'refused, then redispatched at every retry',
    servers: ['server s1 CLOSED', 'server s2 CLOSED', 'server s3 ORIGIN', 'retries 3', 'option redispatch 1'],
    defaults: ['timeout connect 300', 'timeout client 8s', 'timeout server 8s'],
    async play(stage) {
      const client = await stage.connect();
      client.send('ping');
      const server = await stage.origin.accepted();
      await server.gets(4);
      server.fin();
      const atClient = await client.ends();
      client.fin();
      return { atClient, atServer: await server.ends() };
    },
  },
  {
    name: 'refused, redispatch with one server only',
    servers: ['server s1 CLOSED', 'retries 2', 'option redispatch'],
    defaults: ['timeout connect 300', 'timeout client 8s', 'timeout server 8s'],
    async play(stage) {
      const client = await stage.connect();
      return { atClient: await client.ends() };
    },
  },
  {
    name: 'connect timeout, no retries',
    servers: ['server s1 HOLE', 'retries 0'],
    defaults: ['timeout connect 300', 'timeout client 8s', 'timeout server 8s'],
    async play(stage) {
      const client = await stage.connect();
      return { atClient: await client.ends() };
    },
  },
  {
    name: 'connect timeout, one retry',
    servers: ['server s1 HOLE', 'retries 1'],
    defaults: ['timeout connect 300', 'timeout client 8s', 'timeout server 8s'],
    async play(stage) {
      const client = await stage.connect();
      return { atClient: await client.ends() };
    },
  },
  {
    name: 'client timeout while connecting',
    servers: ['server s1 HOLE', 'retries 0'],
    defaults: ['timeout connect 1500', 'timeout client 300', 'timeout server 8s'],
    async play(stage) {
      const client = await stage.connect();
      return { atClient: await client.ends() };
    },
  },
  {
    name: 'the client resets while connecting',
    servers: ['server s1 HOLE', 'retries 0'],
    defaults: ['timeout connect 1500', 'timeout client 8s', 'timeout server 8s'],
    async play(stage) {
      const client = await stage.connect();
      await pause(100);
      client.reset();
      return {};
    },
  },
  {
    name: 'the client closes with nothing sent while connecting',
    servers: ['server s1 HOLE', 'retries 0'],
    defaults: ['timeout connect 1500', 'timeout client 8s', 'timeout server 8s'],
    async play(stage) {
      const client = await stage.connect();
      await pause(100);
      client.fin();
      return { atClient: await client.ends() };
    },
  },
  {
    name: 'the client closes with data sent while connecting',
    servers: ['server s1 HOLE', 'retries 0'],
    defaults: ['timeout connect 1500', 'timeout client 8s', 'timeout server 8s'],
    async play(stage) {
      const client = await stage.connect();
      client.send('ping');
      await pause(100);
      client.fin();
      return { atClient: await client.ends() };
    },
  },
  {
    name: 'the client resets during the turn-around delay',
    servers: ['server s1 CLOSED', 'retries 3'],
    async play(stage) {
      const client = await stage.connect();
      await pause(200);
      client.reset();
      return {};
    },
  },
  {
    name: 'the client closes with nothing sent during the turn-around delay',
    servers: ['server s1 CLOSED', 'retries 1'],
    async play(stage) {
      const client = await stage.connect();
      await pause(200);
      client.fin();
      return { atClient: await client.ends() };
    },
  },
  {
    name: 'no server is up',
    servers: ['server s1 ORIGIN disabled'],
    async play(stage) {
      const client = await stage.connect();
      return { atClient: await client.ends() };
    },
  },
  {
    name: 'every server has weight 0',
    servers: ['server s1 ORIGIN weight 0'],
    async play(stage) {
      const client = await stage.connect();
      return { atClient: await client.ends() };
    },
  },
  {
    name: 'queue timeout',
    servers: ['server s1 ORIGIN maxconn 1'],
    defaults: [...LONG, `timeout queue ${SHORT}`],
    async play(stage) {
      const first = await exchanged(stage);
      const second = await stage.connect();
      const atSecond = await second.ends();
      first.client.fin();
      await first.server.ends();
      first.server.fin();
      return { atSecond };
    },
    logs: 2,
  },
  {
    name: 'the connect timeout bounds the queue when no queue timeout is set',
    servers: ['server s1 ORIGIN maxconn 1'],
    defaults: ['timeout connect 500', 'timeout client 8s', 'timeout server 8s'],
    async play(stage) {
      const first = await exchanged(stage);
      const second = await stage.connect();
      const atSecond = await second.ends();
      first.client.fin();
      await first.server.ends();
      first.server.fin();
      return { atSecond };
    },
    logs: 2,
  },
  {
    name: 'queued, then served',
    servers: ['server s1 ORIGIN maxconn 1'],
    async play(stage) {
      const first = await exchanged(stage);
      const second = await stage.connect();
      second.send('two');
      await pause(100);
      const third = await stage.connect();
      third.send('three');
      await pause(100);
      first.client.fin();
      await first.server.ends();
      first.server.fin();
      const next = await stage.origin.accepted();
      await next.gets(3);
      next.fin();
      await second.ends();
      second.fin();
      const last = await stage.origin.accepted();
      await last.gets(5);
      last.fin();
      await third.ends();
      third.fin();
      return { second: next.bytes, third: last.bytes };
    },
    logs: 3,
  },
  {
    name: "two servers are full: the queue is the backend's",
    servers: ['server s1 ORIGIN maxconn 1', 'server s2 ORIGIN maxconn 1'],
    async play(stage) {
      const first = await exchanged(stage);
      const second = await exchanged(stage);
      const third = await stage.connect();
      third.send('three');
      await pause(100);
      second.client.fin();
      await second.server.ends();
      second.server.fin();
      const next = await stage.origin.accepted();
      await next.gets(5);
      next.fin();
      await third.ends();
      third.fin();
      await next.ends();
      await pause(50);
      first.client.fin();
      await first.server.ends();
      first.server.fin();
      return { third: next.bytes };
    },
    logs: 3,
  },
  {
    name: 'the client closes with nothing sent while queued',
    servers: ['server s1 ORIGIN maxconn 1'],
    defaults: [...LONG, 'timeout queue 1500'],
    async play(stage) {
      const first = await exchanged(stage);
      const second = await stage.connect();
      await pause(100);
      second.fin();
      const atSecond = await second.ends();
      first.client.fin();
      await first.server.ends();
      first.server.fin();
      return { atSecond };
    },
    logs: 2,
  },
  {
    name: 'the client closes with data sent while queued',
    servers: ['server s1 ORIGIN maxconn 1'],
    defaults: [...LONG, 'timeout queue 600'],
    async play(stage) {
      const first = await exchanged(stage);
      const second = await stage.connect();
      second.send('data');
      await pause(100);
      second.fin();
      const atSecond = await second.ends();
      first.client.fin();
      await first.server.ends();
      first.server.fin();
      return { atSecond };
    },
    logs: 2,
  },
  {
    name: 'the client resets while queued',
    servers: ['server s1 ORIGIN maxconn 1'],
    defaults: [...LONG, 'timeout queue 1500'],
    async play(stage) {
      const first = await exchanged(stage);
      const second = await stage.connect();
      await pause(100);
      second.reset();
      await pause(200);
      first.client.fin();
      await first.server.ends();
      first.server.fin();
      return {};
    },
    logs: 2,
  },
  {
    name: 'client timeout while queued',
    servers: ['server s1 ORIGIN maxconn 1'],
    defaults: [...LONG, 'timeout client 300', 'timeout queue 900'],
    async play(stage) {
      const client = await stage.connect();
      const server = await stage.origin.accepted();
      for (let i = 0; i < 2; i++) {
        client.send('x');
        await server.gets(i + 1);
      }
      const second = await stage.connect();
      for (let i = 0; i < 12; i++) {
        await pause(100);
        client.send('x');
      }
      const atSecond = await second.ends();
      client.fin();
      await server.ends();
      server.fin();
      return { atSecond };
    },
    logs: 2,
  },
  {
    name: 'no backend to go to',
    servers: [],
    async play(stage) {
      const client = await stage.connect();
      return { atClient: await client.ends() };
    },
  },
  {
    name: 'stopped for good while data flow',
    servers: ORIGIN,
    async play(stage) {
      const { client, server } = await exchanged(stage);
      stage.process.kill('SIGUSR1');
      await pause(200);
      client.fin();
      await server.ends();
      server.fin();
      return { atClient: await client.ends() };
    },
  },
  {
    name: 'killed by hard-stop-after',
    servers: ORIGIN,
    async play(stage) {
      const { client, server } = await exchanged(stage);
      stage.process.kill('SIGUSR1');
      return { atClient: await client.ends(), atServer: await server.ends() };
    },
  },
];

/** The whole configuration of a scenario. */
export function configurationOf(
  scenario: Scenario,
  ports: { front: number; origin: number; closed: number; hole: number },
): string {
  const defaults = scenario.defaults ?? LONG;
  const servers = scenario.servers.map((line) =>
    line
      .replace('ORIGIN', `127.0.0.1:${ports.origin}`)
      .replace('CLOSED', `${ownHost}:${ports.closed}`)
      .replace('HOLE', `127.0.0.1:${ports.hole}`),
  );
  return [
    'global',
    '  nbthread 1',
    '  hard-stop-after 700',
    '  log $log local0',
    ...(scenario.global ?? []).map((line) => `  ${line}`),
    '',
    'defaults',
    '  mode tcp',
    '  log global',
    '  option tcplog',
    ...defaults.map((line) => `  ${line}`),
    '',
    'frontend web',
    `  bind ${ownHost}:${ports.front}`,
    ...(scenario.frontend ?? []).map((line) => `  ${line}`),
    '  default_backend app',
    '',
    'backend app',
    ...servers.map((line) => `  ${line}`),
    '',
  ].join('\n');
}

/** How far times may lie apart in two runs on a busy machine; the scripts' timeouts lie further apart. */
const TIMES_MS = 350;

/** What differs between two outcomes of `scenario`, one sentence each. */
export function differences(scenario: Scenario, one: Outcome, other: Outcome): string[] {
  const found: string[] = [];
  for (const key of Object.keys(one.seen)) {
    if (!scenario.apart?.includes(key) && one.seen[key] !== other.seen[key])
      found.push(`${key}: ${String(one.seen[key])}, ${String(other.seen[key])}`);
  }
  one.lines.forEach((line, index) => {
    const against = other.lines[index];
    if (against === undefined) return;
    for (const key of ['backend', 'server', 'termination', 'retries', 'queues', 'counts', 'bytes'] as const) {
      if (!scenario.apart?.includes(key) && line[key] !== against[key])
        found.push(`line ${index + 1}, ${key}: ${line[key]}, ${against[key]}`);
    }
    for (const key of ['queueMs', 'connectMs', 'totalMs'] as const) {
      const [a, b] = [line[key], against[key]];
      const equal = a < 0 || b < 0 ? a === b : Math.abs(a - b) <= TIMES_MS;
      if (!scenario.apart?.includes(key) && !equal) found.push(`line ${index + 1}, ${key}: ${a}, ${b}`);
    }
  });
  return found;
}

export interface Outcome {
  seen: Record<string, unknown>;
  lines: LogLine[];
}

/** Plays a scenario through `product`. */
export async function play(scenario: Scenario, product: Product): Promise<Outcome> {
  const stage = new Stage();
  try {
    await stage.open(product, (ports) => configurationOf(scenario, ports));
    const seen = await scenario.play(stage);
    const lines: LogLine[] = [];
    for (let i = 0; i < (scenario.logs ?? 1); i++) lines.push(await stage.logged());
    return { seen, lines };
  } finally {
    await stage.close();
  }
}
