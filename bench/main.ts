/** `npm run bench`: Headrace beside HAProxy and nginx, in one table. docs/benchmarks.md says how to read it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArguments, usage, type Arguments } from './arguments.js';
import { haproxyCopy, haproxySplice } from './contestants/haproxy.js';
import { headraceContestants } from './contestants/headrace.js';
import { nginx } from './contestants/nginx.js';
import { node } from './contestants/node.js';
import { Crew } from './crew.js';
import { buildLoadProgram, LoadProgram } from './load.js';
import { describeMachine } from './machine.js';
import { describe, type Bench } from './measure/bench.js';
import { measureRow } from './measure/row.js';
import { runInside } from './network.js';
import { profileRow } from './profile.js';
import { conclude, readResults, writeResults, type Results } from './results.js';
import { rows, selectRows } from './rows.js';
import { renderTable } from './table.js';

/** This file runs from .bench-build. */
const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Proxies get as many CPUs as their threads may want, the load gets the others. */
function pinning(given: Arguments): { proxy?: string; load?: string } {
  if (!given.pin) return {};
  const threads = Math.max(...selectRows(given.names).map((row) => (row.kind === 'loaded' ? row.threads : 1)));
  const cpus = availableParallelism();
  // With too few CPUs for that, one for the proxy and one for the load: a row with two threads then has two on one.
  const forProxy = Math.max(1, Math.min(threads, cpus - 1));
  if (cpus < 2) throw new Error('--pin wants at least two CPUs');
  const numbers = Array.from({ length: cpus }, (_, cpu) => cpu);
  return { proxy: numbers.slice(0, forProxy).join(','), load: numbers.slice(forProxy).join(',') };
}

/** Load average from which the machine is called busy before the run has begun. */
const busyFrom = 0.5;

function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}

async function measure(bench: Bench, given: Arguments, interrupted: AbortSignal): Promise<void> {
  const path = given.out ?? join(root, 'bench', 'results', 'latest.json');
  const last = await readResults(path);
  const results: Results = { format: 1, machine: describeMachine(), rows: {} };
  const { machine } = results;
  console.log(`${machine.cpu}, ${machine.cores} CPUs, Linux ${machine.kernel}, Node.js ${machine.node}`);
  console.log(
    `HAProxy ${machine.haproxy ?? 'absent'}, nginx ${machine.nginx ?? 'absent'}; sending by ${machine.congestionControl}${given.quick ? '; quick' : ''}`,
  );
  if (machine.loadAverage > busyFrom) {
    console.log(`Others are at work here (load average ${machine.loadAverage.toFixed(1)}): expect unsteady figures.`);
  }
  for (const contestant of bench.contestants) {
    const obstacle = contestant.obstacle();
    if (obstacle !== undefined) console.log(`${contestant.name} is left out, ${obstacle}`);
  }
  for (const row of selectRows(given.names)) {
    const measured = await measureRow(bench, row);
    // What it was measuring is being ended under its hands: nothing to conclude from that.
    if (interrupted.aborted) return;
    results.rows[row.name] = conclude(row, measured, { date: new Date(), quick: given.quick });
    // Kept row by row, so that an interrupted run has not been for nothing.
    await writeResults(path, results, last);
  }
  bench.progress('');
  console.log(renderTable(results.rows, last?.rows));
}

async function main(): Promise<number> {
  const given = parseArguments(process.argv.slice(2));
  if (given.mode === 'help') {
    console.log(usage);
    return 0;
  }
  if (given.mode === 'list') {
    for (const row of rows) console.log(`${row.name.padEnd(16)}${row.what}`);
    return 0;
  }
  const cpus = pinning(given);
  const inside = await runInside(given.network, console.error);
  if (inside !== undefined) return inside;
  const selected = selectRows(given.names);
  const program = join(root, '.bench-build', 'headrace-load');
  await buildLoadProgram(join(root, 'bench', 'load'), program);

  const crew = new Crew();
  const folder = await mkdtemp(join(tmpdir(), 'headrace-bench-'));
  const cleanUp = async (): Promise<void> => {
    await crew.disband();
    await rm(folder, { recursive: true, force: true });
  };
  const interruption = new AbortController();
  for (const [signal, status] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    process.once(signal, () => {
      interruption.abort();
      void cleanUp().finally(() => process.exit(status));
    });
  }
  const bench: Bench = {
    crew,
    load: new LoadProgram(crew, { path: program, cpus: cpus.load, wakeBytes: given.wakeBytes }),
    contestants: [
      ...headraceContestants(join(root, 'dist', 'cli', 'main.js'), given.ours),
      haproxySplice,
      haproxyCopy,
      nginx,
      node,
    ],
    folder,
    quick: given.quick,
    proxyCpus: cpus.proxy,
    progress,
  };
  try {
    if (given.mode === 'profile') {
      for (const row of selected.slice(0, 1)) console.log(await profileRow(bench, row));
    } else {
      await measure(bench, given, interruption.signal);
    }
  } finally {
    await cleanUp();
  }
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(`bench: ${describe(error)}`);
  process.exitCode = 1;
}
