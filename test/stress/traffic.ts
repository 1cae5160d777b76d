/** The traffic program (test/stress/traffic): built when its sources are newer, run through a proxy. */
import type { ExecutionContext } from 'ava';
import { join } from 'node:path';
import { buildLoadProgram } from '#bench/load.js';
import { written, type Address } from '../support/addresses.js';
import { repositoryFolder } from '../support/paths.js';
import { plainEnvironment, runProgram } from '../support/processes.js';

const SOURCES = join(repositoryFolder, 'test', 'stress', 'traffic');
const PROGRAM = join(repositoryFolder, '.test-build', 'headrace-traffic');

export interface Traffic {
  /** Where the program listens; nobody else may. */
  origin: Address;
  /** Where its connections go. */
  front: Address;
  connections: number;
  /** Another seed: other sizes, paces, endings and bytes. */
  seed?: number;
  /** Bytes of the largest streams, each way. */
  largest?: number;
  /** Connections out of a hundred that one of the two ends resets. */
  resets?: number;
  withinMs?: number;
  /** Words before the command. */
  under?: string[];
}

/** What both ends saw. `failures` is empty when every byte was right and every connection ended as it should. */
export interface Seen {
  connections: number;
  /** Connections that reached the origin. */
  accepted: number;
  orderly: number;
  reset: number;
  /** Bytes that arrived. */
  towardsServer: number;
  towardsClient: number;
  ms: number;
  failed: number;
  failures: string[];
}

export async function runTraffic(t: ExecutionContext, traffic: Traffic): Promise<Seen> {
  await buildLoadProgram(SOURCES, PROGRAM);
  const { origin, front, connections, seed = 1, largest = 20_000_000, resets = 10, withinMs = 60_000, under = [] } = traffic;
  const [command = PROGRAM, ...args] = [
    ...under,
    PROGRAM,
    ...['--origin', written(origin), '--front', written(front), '--connections', String(connections), '--seed', String(seed)],
    ...['--largest', String(largest), '--resets', String(resets), '--within-ms', String(withinMs)],
  ];
  const { stdout, stderr } = await runProgram(t, command, { args, env: plainEnvironment, withinMs: withinMs + 10_000 });
  if (stdout === '') throw new Error(`the traffic program failed: ${stderr}`);
  return JSON.parse(stdout) as Seen;
}
