/** Resident memory that idle connections add: a fresh process each time, since pools and heaps do not shrink. */
import type { ContestantName } from '../contestants/contestant.js';
import { residentBytes } from '../crew.js';
import type { IdleRow } from '../rows.js';
import { describe, entrants, pause, startProxy, type Bench, type RowSamples, type Sample } from './bench.js';

const settleMs = 400;

export async function measureIdle(bench: Bench, row: IdleRow): Promise<RowSamples> {
  const samples = new Map<ContestantName, Sample[]>();
  const absent = new Map<ContestantName, string>();
  const rounds = bench.quick ? 1 : 3;
  const origin = await bench.load.startOrigin(1);
  const contestants = new Set(entrants(bench, row, absent));

  for (let round = 1; round <= rounds; round++) {
    for (const contestant of [...contestants]) {
      bench.progress(`${row.name}: round ${round} of ${rounds}, ${contestant.name}`);
      try {
        const proxy = await startProxy(bench, contestant, origin, { threads: 1 });
        const target = { port: proxy.port, pids: proxy.pids, origin, threads: 1 };
        // Code that has run belongs to the program, not to its idle connections. Only a little of it: a heap that has
        // grown under load would take the idle connections in without growing, and that would tell nothing of them.
        const warmUp = { style: 'server-closes', bytes: 64, connections: 64 } as const;
        await bench.load.run(warmUp, { warmMs: 0, measureMs: 5_000, maxUnits: 200 }, target);
        await pause(settleMs);
        const before = await residentBytes(proxy.pids);
        const growth = await bench.load.hold({ style: 'hold', bytes: 64, connections: row.connections }, target, async () => {
          await pause(settleMs);
          return (await residentBytes(proxy.pids)) - before;
        });
        await proxy.member.end();
        samples.set(contestant.name, [...(samples.get(contestant.name) ?? []), { cost: growth / row.connections }]);
      } catch (error) {
        contestants.delete(contestant);
        samples.delete(contestant.name);
        absent.set(contestant.name, `failed: ${describe(error)}`);
      }
    }
  }
  await bench.crew.endAll();
  return { samples, absent };
}
