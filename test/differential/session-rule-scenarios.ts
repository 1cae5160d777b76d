/** Sessions that rules, health and operators have a part in, as scripts: with what the log says of how they ended. */
import { exchanged, LONG, ORIGIN, pause, type Scenario } from './session-scenarios.js';
import type { Stage } from './session-traffic.js';

const SHORT = 400;
/** Waits for eight bytes that begin with a `G`. */
const INSPECTING = [
  'tcp-request inspect-delay 1s',
  'tcp-request content accept if { req.len ge 8 }',
  'tcp-request content reject',
];
const API = ['stats socket $socket level admin'];

/** A client that sends `bytes` and goes away, or stays. */
async function alone(stage: Stage, bytes: string, then: 'fin' | 'reset' | 'stays'): Promise<Record<string, unknown>> {
  const client = await stage.connect();
  if (bytes !== '') client.send(bytes);
  if (then === 'stays') return { atClient: await client.ends() };
  await pause(150);
  if (then === 'fin') client.fin();
  else client.reset();
  return then === 'fin' ? { atClient: await client.ends() } : {};
}

const whileInspecting: Scenario[] = (['fin', 'reset', 'stays'] as const).flatMap((then) =>
  ['', 'some'].map((bytes) => ({
    name: `inspecting: the client ${then === 'stays' ? 'stays' : `ends with ${then}`} after ${bytes.length} bytes`,
    servers: ORIGIN,
    frontend: INSPECTING,
    play: (stage) => alone(stage, bytes, then),
  })),
);

/** The same, with the rules in the backend. */
const inBackend: Scenario[] = (['fin', 'reset', 'stays'] as const).map((then) => ({
  name: `inspecting in the backend: the client ${then === 'stays' ? 'stays' : `ends with ${then}`}`,
  servers: [...ORIGIN, ...INSPECTING],
  play: (stage) => alone(stage, 'some', then),
}));

async function endedWith(stage: Stage, command: string): Promise<Record<string, unknown>> {
  const { client, server } = await exchanged(stage);
  await stage.ask(command);
  return { atClient: await client.ends(), atServer: await server.ends() };
}

export const ruleScenarios: Scenario[] = [
  ...whileInspecting,
  ...inBackend,
  {
    name: 'inspecting: the client timeout ends the wait',
    servers: ORIGIN,
    defaults: ['timeout connect 8s', `timeout client ${SHORT}`, 'timeout server 8s'],
    frontend: ['tcp-request inspect-delay 5s', 'tcp-request content accept if { req.len ge 8 }', 'tcp-request content reject'],
    play: (stage) => alone(stage, 'some', 'stays'),
  },
  {
    name: 'inspecting: all came, the session goes on',
    servers: ORIGIN,
    frontend: INSPECTING,
    async play(stage) {
      const client = await stage.connect();
      client.send('some');
      await pause(100);
      client.send('more');
      const server = await stage.origin.accepted();
      await server.gets(8);
      server.fin();
      const atClient = await client.ends();
      client.fin();
      return { atClient, atServer: await server.ends() };
    },
  },
  {
    name: 'rejected at once by the frontend',
    servers: ORIGIN,
    frontend: ['tcp-request content reject'],
    play: (stage) => alone(stage, '', 'stays'),
  },
  {
    name: 'rejected at once by the backend',
    servers: [...ORIGIN, 'tcp-request content reject'],
    play: (stage) => alone(stage, '', 'stays'),
  },
  {
    name: 'rejected before the backend is chosen',
    servers: ORIGIN,
    frontend: ['use_backend app if { always_true }', 'tcp-request content reject if { src 127.0.0.0/8 }'],
    play: (stage) => alone(stage, '', 'stays'),
  },
  {
    name: 'the answer is rejected',
    servers: [...ORIGIN, 'tcp-response inspect-delay 2s', 'tcp-response content reject if { res.len gt 2 }'],
    async play(stage) {
      const client = await stage.connect();
      client.send('ping');
      const server = await stage.origin.accepted();
      await server.gets(4);
      server.send('pong');
      return { atClient: await client.ends(), atServer: await server.ends() };
    },
  },
  {
    name: 'without an inspect-delay rules see no answer',
    servers: [...ORIGIN, 'tcp-response content reject if { res.len gt 2 }'],
    async play(stage) {
      const { client, server } = await exchanged(stage);
      server.fin();
      const atClient = await client.ends();
      client.fin();
      return { atClient, atServer: await server.ends() };
    },
  },
  {
    name: 'the answer is rejected unseen',
    servers: [...ORIGIN, 'tcp-response content reject'],
    play: (stage) => alone(stage, '', 'stays'),
  },
  {
    name: 'the answer is waited for longer than the server timeout',
    servers: [
      ...ORIGIN,
      'tcp-response inspect-delay 5s',
      'tcp-response content accept if { res.len gt 9 }',
      'tcp-response content reject',
    ],
    defaults: ['timeout connect 8s', 'timeout client 8s', `timeout server ${SHORT}`],
    async play(stage) {
      const client = await stage.connect();
      client.send('ping');
      const server = await stage.origin.accepted();
      await server.gets(4);
      server.send('pong');
      return { atClient: await client.ends() };
    },
  },
  {
    name: 'the client resets while the answer is inspected',
    servers: [...ORIGIN, 'tcp-response inspect-delay 5s', 'tcp-response content accept if { res.len gt 9 }'],
    async play(stage) {
      const client = await stage.connect();
      client.send('ping');
      const server = await stage.origin.accepted();
      await server.gets(4);
      server.send('pong');
      await pause(100);
      client.reset();
      return {};
    },
  },
  {
    name: 'the server resets while its answer is inspected',
    servers: [...ORIGIN, 'tcp-response inspect-delay 5s', 'tcp-response content accept if { res.len gt 9 }'],
    async play(stage) {
      const client = await stage.connect();
      client.send('ping');
      const server = await stage.origin.accepted();
      await server.gets(4);
      server.send('pong');
      await pause(100);
      server.reset();
      return { atClient: await client.ends() };
    },
  },
  {
    name: 'the server goes into maintenance and loses its sessions',
    servers: ['server s1 ORIGIN on-marked-down shutdown-sessions'],
    global: API,
    play: (stage) => endedWith(stage, 'set server app/s1 state maint'),
  },
  {
    name: 'a backup loses its sessions when its better comes back',
    servers: ['server s1 ORIGIN disabled on-marked-up shutdown-backup-sessions', 'server s2 ORIGIN backup'],
    global: API,
    play: (stage) => endedWith(stage, 'set server app/s1 state ready'),
  },
  {
    name: 'the server goes into maintenance while a session waits for it',
    servers: ['server s1 ORIGIN maxconn 1'],
    defaults: [...LONG, 'timeout queue 1s'],
    global: API,
    logs: 2,
    async play(stage) {
      const first = await exchanged(stage);
      const second = await stage.connect();
      second.send('x');
      await pause(150);
      await stage.ask('set server app/s1 state maint');
      const atSecond = await second.ends();
      first.client.fin();
      await first.server.ends();
      first.server.fin();
      return { atSecond };
    },
  },
  {
    name: 'the server goes into maintenance while it is tried again',
    servers: ['server s1 CLOSED', 'retries 3'],
    global: API,
    async play(stage) {
      const client = await stage.connect();
      client.send('x');
      await pause(300);
      await stage.ask('set server app/s1 state maint');
      return { atClient: await client.ends() };
    },
  },
  {
    name: 'silently dropped by a content rule',
    servers: ORIGIN,
    frontend: ['tcp-request content silent-drop if { req.len gt 0 }', 'tcp-request inspect-delay 2s'],
    async play(stage) {
      const client = await stage.connect();
      client.send('x');
      return {};
    },
  },
];
