/** Resident memory after very many short connections, less what it was after the first tenth of them. */
import type { ContestantName } from '../contestants/contestant.js';
import { residentBytes } from '../crew.js';
import type { SoakRow } from '../rows.js';
import { describe, entrants, pause, startProxy, type Bench, type RowSamples, type Sample } from './bench.js';

const settleMs = 1_000;
const limitMs = 200_000;

export async function measureSoak(bench: Bench, row: SoakRow): Promise<RowSamples> {
  const samples = new Map<ContestantName, Sample[]>();
  const absent = new Map<ContestantName, string>();
  const connections = bench.quick ? row.quickConnections : row.connections;
  const origin = await bench.load.startOrigin(1);

  for (const contestant of entrants(bench, row, absent)) {
    try {
      const proxy = await startProxy(bench, contestant, origin, { threads: 1 });
      const target = { port: proxy.port, pids: proxy.pids, origin, threads: 1 };
      const load = { style: 'server-closes', bytes: 64, connections: 64 } as const;
      const atTenth = Math.ceil(connections / 10);

      bench.progress(`${row.name}: ${contestant.name}, the first ${atTenth} connections`);
      await bench.load.run(load, { warmMs: 0, measureMs: limitMs, maxUnits: atTenth }, target);
      await pause(settleMs);
      const before = await residentBytes(proxy.pids);

      bench.progress(`${row.name}: ${contestant.name}, the other ${connections - atTenth} connections`);
      const measured = await bench.load.run(load, { warmMs: 0, measureMs: limitMs, maxUnits: connections - atTenth }, target);
      await pause(settleMs);
      const after = await residentBytes(proxy.pids);

      if (measured.units < connections - atTenth) {
        throw new Error(`only ${atTenth + measured.units} connections within ${limitMs / 1000} seconds`);
      }
      samples.set(contestant.name, [
        { cost: after - before, rate: measured.units / measured.seconds, busy: measured.cpuSeconds / measured.seconds },
      ]);
      bench.progress(`${row.name}: ${contestant.name} from ${toMebibytes(before)} to ${toMebibytes(after)} MiB`);
      await proxy.member.end();
    } catch (error) {
      absent.set(contestant.name, `failed: ${describe(error)}`);
    }
  }
  await bench.crew.endAll();
  return { samples, absent };
}

function toMebibytes(bytes: number): string {
  return (bytes / (1 << 20)).toFixed(1);
}
