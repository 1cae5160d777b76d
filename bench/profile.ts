/** Where Headrace's CPU time goes in a row: perf listens to its process while the row's load runs. */
import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startProxy, type Bench } from './measure/bench.js';
import { find, missing, perfProgram } from './programs.js';
import { setupOf, type Row } from './rows.js';

const recordSeconds = 3;
const lines = 45;

/** The text of the profile. */
export async function profileRow(bench: Bench, row: Row): Promise<string> {
  if (row.kind !== 'loaded') throw new Error(`${row.name} is not a row under load, there is nothing to profile`);
  const perf = find(perfProgram);
  if (perf === undefined) throw new Error(`perf is ${missing(perfProgram.package)}`);
  const contestant = bench.contestants.find((candidate) => candidate.name === 'headrace');
  const obstacle = contestant?.obstacle();
  if (contestant === undefined || obstacle !== undefined) throw new Error(`headrace: ${obstacle ?? 'absent'}`);

  // Makes Node.js write the map by which perf names JavaScript functions; inherited by the proxy.
  process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --perf-basic-prof`.trim();
  const origin = await bench.load.startOrigin(row.threads);
  const proxy = await startProxy(bench, contestant, origin, setupOf(row));
  const data = join(bench.folder, 'perf.data');
  try {
    bench.progress(`${row.name}: recording for ${recordSeconds} seconds`);
    const load = bench.load.run(
      row.load,
      { warmMs: 1_000, measureMs: (recordSeconds + 1) * 1_000 },
      { port: proxy.port, pids: proxy.pids, origin, threads: row.threads },
    );
    const record = ['record', '-q', '-F', '4999', '-p', proxy.pids.join(','), '-o', data, '--', 'sleep', String(recordSeconds)];
    const [measured] = await Promise.all([load, promisify(execFile)(perf, record)]);
    const options = ['report', '-i', data, '--stdio', '-q', '--no-children', '-s', 'comm,dso,symbol'];
    const report = await promisify(execFile)(perf, options, { maxBuffer: 64 << 20 });
    const busy = (measured.cpuSeconds / measured.seconds).toFixed(2);
    // Two columns that are always empty here follow each symbol.
    const top = report.stdout
      .split('\n')
      .map((text) => text.replace(/(\s+-)*\s*$/, '').replace(/(\[[.k]\] .{0,100}).*/, '$1'))
      .filter((text) => text !== '')
      .slice(0, lines);
    return [`${row.name}: ${row.what}; the proxy kept ${busy} CPUs busy`, ...top].join('\n');
  } finally {
    await bench.crew.endAll();
    await Promise.all(proxy.pids.map((pid) => rm(`/tmp/perf-${pid}.map`, { force: true })));
  }
}
