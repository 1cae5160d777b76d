/**
 * Farms of servers behind a proxy, and which server each connection got. The same script runs through HAProxy and through
 * Headrace; both have one thread, so that there is one sequence.
 */
import type { ExecutionContext } from 'ava';
import type { Socket } from 'node:net';
import { freeAddress, freePort, ownHost, type Address } from '../support/addresses.js';
import { startLogReceiver } from '../support/logs.js';
import { startHaproxy, startHeadrace } from '../support/proxies.js';
import { connect, startOrigin } from '../support/tcp.js';
import { within } from '../support/waiting.js';

export interface Farm {
  title: string;
  /** Lines of the section beside bind and servers. */
  options: string[];
  /** What stands behind the address of each server. `DEAD` in it: nobody listens there. */
  servers: string[];
}

/** Connects through the farm. */
export interface Clients {
  /** The name of the server that answers, and the connection, held. */
  open: (client?: Client) => Promise<Held>;
  /** The same, as soon as the proxy's side has taken the connection. */
  enter: (client?: Client) => Promise<{ answer: Promise<Held> }>;
}

export interface Client {
  /** One of 127.0.0.0/8. */
  from?: string;
  /** What it says first; `servers`: where they are. */
  says?: string | ((servers: readonly Address[]) => string);
}

export interface Held {
  readonly server: string;
  /** Closes it and waits until the proxy has logged the end of the session: `s2 -- +1`, server, termination, retries. */
  close(): Promise<string>;
}

export type Script = (clients: Clients) => Promise<string[]>;

/** Runs the script on every farm through both proxies, and expects the same answers. */
export async function sameServers(t: ExecutionContext, farms: Farm[], script: Script): Promise<void> {
  const expected = await answers(t, startHaproxy, farms, script);
  const got = await answers(t, startHeadrace, farms, script);
  farms.forEach(({ title }, i) => t.deepEqual(got[i], expected[i], title));
}

export async function answers(
  t: ExecutionContext,
  start: typeof startHaproxy,
  farms: Farm[],
  script: Script,
): Promise<string[][]> {
  const log = await startLogReceiver(t);
  const most = Math.max(...farms.map(({ servers }) => servers.length));
  const origins = await Promise.all(
    Array.from({ length: most }, (_, n) =>
      startOrigin(t, (socket) =>
        socket
          .on('end', () => socket.end())
          .resume()
          .write(`s${n + 1}\n`),
      ),
    ),
  );
  const dead = await freeAddress();
  const sections: string[] = [];
  const ports: number[] = [];
  for (const [n, { options, servers }] of farms.entries()) {
    let port = await freePort();
    while (ports.includes(port)) port = await freePort();
    ports.push(port);
    sections.push(
      `listen l${n}`,
      `  bind ${ownHost}:${port}`,
      ...options.map((option) => `  ${option}`),
      ...servers.map((more, i) => {
        const { host, port } = more.includes('DEAD') ? dead : origins[i]!;
        return `  server s${i + 1} ${host}:${port} ${more.replace('DEAD', '')}`;
      }),
    );
  }
  const proxy = await start(
    t,
    `global
  nbthread 1
  maxconn 500
defaults
  mode tcp
  timeout connect 5s
  timeout client 30s
  timeout server 30s
  option tcplog
  log ${log.host}:${log.port} format raw local0
${sections.join('\n')}
`,
  );
  let ended = 0;
  const answered: string[][] = [];
  for (const port of ports) {
    const enter: Clients['enter'] = async ({ from = '127.0.0.1', says = '' } = {}) => {
      const socket = await connect(t, { host: ownHost, port }, { localAddress: from });
      const text = typeof says === 'string' ? says : says(origins);
      if (text !== '') socket.write(text, 'latin1');
      const close = async (): Promise<string> => {
        socket.end();
        ended += 1;
        const lines = await log.count(ended);
        socket.destroy();
        return outcomeOf(lines[ended - 1]!);
      };
      return { answer: firstLine(socket).then((server) => ({ server, close })) };
    };
    const open: Clients['open'] = async (client) => (await enter(client)).answer;
    answered.push(await script({ enter, open }));
  }
  await proxy.stop('SIGKILL');
  return answered;
}

/** Of a line of `option tcplog`. */
function outcomeOf(line: string): string {
  const [, server, termination, retries] = /\/(\S+) [-\d/]+ \d+ (\S\S) [\d/]+\/(\+?\d+) /.exec(line) ?? [];
  return `${server} ${termination} ${retries}`;
}

/** A reproducible mix of connections that are opened and closed, at most `most` held at a time. */
export function opensAndCloses(seed: number, steps: number, most: number): Script {
  return async (clients) => {
    const chance = numbers(seed);
    const held: Held[] = [];
    const servers: string[] = [];
    for (let step = 0; step < steps; step++) {
      if (held.length === 0 || (held.length < most && chance() < 0.6)) {
        const one = await clients.open();
        held.push(one);
        servers.push(one.server);
      } else {
        const [one] = held.splice(Math.floor(chance() * held.length), 1);
        await one?.close();
      }
    }
    for (const one of held) await one.close();
    return servers;
  };
}

/** One connection after the other, each closed before the next. */
export function oneByOne(count: number, client: (n: number) => Client = () => ({})): Script {
  return async (clients) => {
    const servers: string[] = [];
    for (let n = 0; n < count; n++) {
      const one = await clients.open(client(n));
      servers.push(one.server);
      await one.close();
    }
    return servers;
  };
}

/** Many at a time, where the order does not matter. */
export function crowdOf(count: number, client: (n: number) => Client): Script {
  const AT_ONCE = 25;
  return async (clients) => {
    const servers: string[] = [];
    let next = 0;
    const visit = async (): Promise<void> => {
      for (let n = next++; n < count; n = next++) {
        const one = await clients.open(client(n));
        servers[n] = one.server;
        await one.close();
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, visit));
    return servers;
  };
}

async function firstLine(socket: Socket): Promise<string> {
  const read = async (): Promise<string> => {
    let text = '';
    for await (const chunk of socket.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      text += chunk.toString('latin1');
      if (text.endsWith('\n')) return text.trim();
    }
    return `ended after '${text}'`;
  };
  return within(read(), 'the name of a server');
}

function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
