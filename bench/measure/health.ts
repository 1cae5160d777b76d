/** CPU that a proxy keeps busy with the checks of many servers, in percent, while nobody connects to it. */
import type { ContestantName } from '../contestants/contestant.js';
import { cpuSeconds } from '../crew.js';
import type { HealthRow } from '../rows.js';
import { rotated } from '../statistics.js';
import { describe, entrants, pause, startProxy, type Bench, type RowSamples, type Sample } from './bench.js';

/** Each server has been checked twice, and code that runs often is compiled. */
const warmMs = 6_000;
const measureMs = 10_000;

export async function measureHealth(bench: Bench, row: HealthRow): Promise<RowSamples> {
  const samples = new Map<ContestantName, Sample[]>();
  const absent = new Map<ContestantName, string>();
  const rounds = bench.quick ? 1 : 3;
  const origin = await bench.load.startOrigin(1);
  const contestants = new Set(entrants(bench, row, absent));

  for (let round = 1; round <= rounds; round++) {
    for (const contestant of rotated([...contestants], round)) {
      bench.progress(`${row.name}: round ${round} of ${rounds}, ${contestant.name}`);
      try {
        const proxy = await startProxy(bench, contestant, origin, { threads: 1, checkedServers: row.servers });
        await pause(warmMs);
        const [before, begun] = [await cpuSeconds(proxy.pids), performance.now()];
        await pause(measureMs);
        const busy = ((await cpuSeconds(proxy.pids)) - before) / ((performance.now() - begun) / 1000);
        await proxy.member.end();
        samples.set(contestant.name, [...(samples.get(contestant.name) ?? []), { cost: 100 * busy, busy }]);
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
