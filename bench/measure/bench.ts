/** What every kind of measurement works with. */
import { connect, createServer } from 'node:net';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { processTree, type Crew, type Member } from '../crew.js';
import type { Contestant, ContestantName, ProxySetup, Site } from '../contestants/contestant.js';
import type { LoadProgram, Origin } from '../load.js';
import type { Row } from '../rows.js';

export interface Bench {
  crew: Crew;
  load: LoadProgram;
  contestants: readonly Contestant[];
  /** Everything written for the proxies goes below it; removed at the end. */
  folder: string;
  quick: boolean;
  /** CPUs of the proxies; undefined: any. */
  proxyCpus?: string | undefined;
  /** Shows what is going on, one short line. */
  progress: (text: string) => void;
}

/** One contestant in one round. `cost` and `rate` are in the row's units (see results.ts). */
export interface Sample {
  cost: number;
  rate?: number;
  /** CPUs the proxy kept busy. */
  busy?: number;
  /** CPUs that client and origin kept busy together. */
  loadBusy?: number;
}

/** Samples of each contestant that took part; why not, of each that did not. */
export interface RowSamples {
  samples: Map<ContestantName, Sample[]>;
  absent: Map<ContestantName, string>;
}

export interface RunningProxy {
  contestant: Contestant;
  port: number;
  member: Member;
  pids: number[];
}

/** The addresses the origin listens on by default. */
export const originAddresses = ['127.0.0.1', '127.0.0.2', '127.0.0.3', '127.0.0.4'];

const startLimitMs = 10_000;

/** A port nobody listens on now. Somebody may take it before the proxy does; then starting it fails, and says so. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => {
        resolve(port);
      });
    });
  });
}

export async function makeSite(bench: Bench, contestant: Contestant, origin: Origin, setup: ProxySetup): Promise<Site> {
  const folder = await mkdtemp(join(bench.folder, `${contestant.name}-`));
  return { port: await freePort(), originPort: origin.port, originAddresses, conditions: 0, ...setup, folder };
}

/** Starts a proxy and waits until a request through it is answered. */
export async function startProxy(bench: Bench, contestant: Contestant, origin: Origin, setup: ProxySetup): Promise<RunningProxy> {
  const site = await makeSite(bench, contestant, origin, setup);
  const command = bench.load.guarded(await contestant.prepare(site), bench.proxyCpus);
  const member = await bench.crew.start(command);
  let gone: number | string | undefined;
  void member.ended.then((how) => {
    gone = how;
  });
  const limit = Date.now() + startLimitMs;
  while (!(await answers(site.port))) {
    if (gone !== undefined) throw new Error(`it ended with ${gone}: ${member.complaints() || 'no complaint'}`);
    if (Date.now() > limit) {
      await member.end();
      throw new Error(`it served nothing within ${startLimitMs / 1000} seconds: ${member.complaints() || 'no complaint'}`);
    }
    await pause(20);
  }
  return { contestant, port: site.port, member, pids: await processTree(member.pid) };
}

/** One request of one byte; true when the origin's answer comes back. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const settle = (answered: boolean): void => {
      socket.destroy();
      resolve(answered);
    };
    socket.setTimeout(1_000, () => {
      settle(false);
    });
    socket.once('error', () => {
      settle(false);
    });
    socket.once('close', () => {
      settle(false);
    });
    socket.once('connect', () => socket.write('GET /1 HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n'));
    socket.once('data', (data) => {
      settle(data.toString('latin1').startsWith('HTTP/1.1 200'));
    });
  });
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Those of a row who can take part; the others are entered as absent. */
export function entrants(bench: Bench, row: Row, absent: Map<ContestantName, string>): Contestant[] {
  return bench.contestants.filter((contestant) => {
    if (!row.contestants.includes(contestant.name)) return false;
    const obstacle = contestant.obstacle();
    if (obstacle !== undefined) absent.set(contestant.name, obstacle);
    return obstacle === undefined;
  });
}

export function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
