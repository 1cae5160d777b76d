/** What rules and samples make of connections, told by log lines: every case is a frontend of one program. */
import type { ExecutionContext } from 'ava';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { freePort, ownHost, written } from '../support/addresses.js';
import { startLogReceiver } from '../support/logs.js';
import { startHaproxy, startHeadrace } from '../support/proxies.js';
import { connect, readToEnd, startEchoOrigin } from '../support/tcp.js';

export interface RuleCase {
  name: string;
  /** Lines of the frontend; `bind`, `log` and the default backend are there. */
  frontend?: readonly string[];
  /** Lines of its backend; its servers are `s1` and `s2`. */
  backend?: readonly string[];
  /** Parameters of `log`; `local0` when left out. */
  log?: string;
  /** What the line says besides proxies, server and termination. */
  format?: string;
  /** One write each; '' is nothing to write. */
  send?: readonly (string | Buffer)[];
  /** The client closes its side only when the other one is closed. */
  waits?: true;
  /** No line is to come. */
  silent?: true;
}

export interface Surroundings {
  /** Of `global`. */
  global?: readonly string[];
  /** Whole sections. */
  sections?: readonly string[];
}

const patient = 'timeout connect 10s\n  timeout client 10s\n  timeout server 10s';

/** Lines by case, in order. */
async function linesOf(
  t: ExecutionContext,
  cases: readonly RuleCase[],
  start: typeof startHaproxy,
  { global = [], sections = [] }: Surroundings,
): Promise<string[]> {
  const receiver = await startLogReceiver(t);
  const origin = await startEchoOrigin(t);
  const ports: number[] = [];
  for (const _ of cases) ports.push(await freePort());
  const proxies = cases.map(
    (one, index) => `frontend f${index}
  bind ${ownHost}:${ports[index]!}
  log ${receiver.host}:${receiver.port} format priority ${one.log ?? 'local0'}
  log-format "f${index} %b %s %ts ${one.format ?? ''}"
${(one.frontend ?? []).map((line) => `  ${line}\n`).join('')}  default_backend b${index}
backend b${index}
  server s1 ${written(origin)}
  server s2 ${written(origin)} weight 0
${(one.backend ?? []).map((line) => `  ${line}\n`).join('')}`,
  );
  const program = await start(
    t,
    `global
  nbthread 1
${global.map((line) => `  ${line}\n`).join('')}defaults
  mode tcp
  ${patient}
${proxies.join('')}${sections.join('')}`,
  );
  const lines: string[] = [];
  for (const [index, one] of cases.entries()) {
    await play(t, one, ports[index]!);
    if (one.silent) continue;
    lines.push(await receiver.line(new RegExp(`>f${index} `)));
  }
  const missed = receiver.lines.filter((line) => !lines.includes(line));
  await program.stop('SIGTERM');
  return [...lines, ...missed].map((line) => line.replaceAll(new RegExp(`${ownHost}:\\d+`, 'g'), 'OWN:PORT'));
}

async function play(t: ExecutionContext, one: RuleCase, port: number): Promise<void> {
  const client = await connect(t, { host: ownHost, port }, { localAddress: ownHost });
  const over = readToEnd(client);
  for (const piece of one.send ?? []) {
    if (!client.destroyed && piece.length > 0) client.write(piece, 'latin1');
    await nextTurn();
  }
  if (!one.waits) client.end();
  await over;
  client.destroy();
}

/**
 * How often lines that differ are asked for: a client that closes while its session connects is told from one that closes later
 * (`CC`, `--`), and which of the two it is, is the machine's doing. A difference of the programs is there in every take.
 */
const TAKES = 3;

/** Both programs log the same. */
export async function compareLines(
  t: ExecutionContext,
  cases: readonly RuleCase[],
  surroundings: Surroundings = {},
): Promise<void> {
  const nameOf = (line: string): string => cases[Number(/>f(\d+) /.exec(line)?.[1])]?.name ?? 'beside';
  const named = (lines: readonly string[]): string[] => lines.map((line) => `${nameOf(line)}: ${line}`);
  for (let takesLeft = TAKES - 1; ; takesLeft -= 1) {
    const theirs = named(await linesOf(t, cases, startHaproxy, surroundings));
    const ours = named(await linesOf(t, cases, startHeadrace, surroundings));
    const differing = ours.filter((line, index) => line !== theirs[index]);
    if (takesLeft === 0 || (differing.length === 0 && ours.length === theirs.length)) {
      t.deepEqual(ours, theirs);
      return;
    }
    t.log(`again, after ${differing.join('')}`);
  }
}
