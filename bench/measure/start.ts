/** Milliseconds from exec to the first response through a proxy. */
import type { ContestantName } from '../contestants/contestant.js';
import type { StartRow } from '../rows.js';
import { rotated } from '../statistics.js';
import { describe, entrants, makeSite, type Bench, type RowSamples, type Sample } from './bench.js';

export async function measureStart(bench: Bench, row: StartRow): Promise<RowSamples> {
  const samples = new Map<ContestantName, Sample[]>();
  const absent = new Map<ContestantName, string>();
  const rounds = bench.quick ? 3 : 7;
  const origin = await bench.load.startOrigin(1);
  const contestants = new Set(entrants(bench, row, absent));

  for (let round = 1; round <= rounds; round++) {
    for (const contestant of rotated([...contestants], round)) {
      bench.progress(`${row.name}: round ${round} of ${rounds}, ${contestant.name}`);
      try {
        const site = await makeSite(bench, contestant, origin, { threads: 1 });
        const ms = await bench.load.timeStart(site.port, await contestant.prepare(site), bench.proxyCpus);
        samples.set(contestant.name, [...(samples.get(contestant.name) ?? []), { cost: ms }]);
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
