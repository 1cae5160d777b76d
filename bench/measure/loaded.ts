/**
 * A row under load: all proxies run from the beginning to the end of the row, one of them at a time is loaded, each in
 * each round. CPU time is taken by the client at the edges of its window: start-up and warm-up are outside.
 */
import type { ContestantName } from '../contestants/contestant.js';
import type { Measured, Origin, Window } from '../load.js';
import { setupOf, type LoadedRow } from '../rows.js';
import { rotated } from '../statistics.js';
import { describe, entrants, pause, startProxy, type Bench, type RowSamples, type RunningProxy, type Sample } from './bench.js';

export interface Rounds {
  count: number;
  window: Window;
}

export function loadedRounds(quick: boolean): Rounds {
  return quick ? { count: 2, window: { warmMs: 200, measureMs: 350 } } : { count: 5, window: { warmMs: 300, measureMs: 1_100 } };
}

/** The round before those that count: compilers warm up, pools fill. */
function firstWindow(quick: boolean): Window {
  return { warmMs: 0, measureMs: quick ? 250 : 700 };
}

export async function measureLoaded(bench: Bench, row: LoadedRow): Promise<RowSamples> {
  const samples = new Map<ContestantName, Sample[]>();
  const absent = new Map<ContestantName, string>();
  const rounds = loadedRounds(bench.quick);
  const origin = await bench.load.startOrigin(row.threads);
  const running = new Set<RunningProxy>();

  for (const contestant of entrants(bench, row, absent)) {
    bench.progress(`${row.name}: starting ${contestant.name}`);
    try {
      running.add(await startProxy(bench, contestant, origin, setupOf(row)));
      samples.set(contestant.name, []);
    } catch (error) {
      absent.set(contestant.name, `does not start: ${describe(error)}`);
    }
  }
  for (let round = 0; round <= rounds.count; round++) {
    for (const proxy of rotated([...running], round)) {
      const { name } = proxy.contestant;
      bench.progress(`${row.name}: round ${round} of ${rounds.count}, ${name}`);
      try {
        const measured = await loadOnce(bench, row, proxy, origin, round === 0 ? firstWindow(bench.quick) : rounds.window);
        if (round > 0) samples.get(name)?.push(toSample(row, measured));
      } catch (error) {
        running.delete(proxy);
        samples.delete(name);
        absent.set(name, `failed: ${describe(error)}`);
      }
    }
  }
  await bench.crew.endAll();
  return { samples, absent };
}

async function loadOnce(bench: Bench, row: LoadedRow, proxy: RunningProxy, origin: Origin, window: Window): Promise<Measured> {
  const { port, pids } = proxy;
  const measured = await bench.load.run(row.load, window, { port, pids, origin, threads: row.threads });
  // Thousands of connections have just been cut: let everybody clean up before the next proxy is measured.
  await pause(row.load.connections >= 500 ? 250 : 50);
  return measured;
}

function toSample(row: LoadedRow, measured: Measured): Sample {
  const { seconds, cpuSeconds, loadCpuSeconds } = measured;
  const utilisation = { busy: cpuSeconds / seconds, loadBusy: loadCpuSeconds / seconds };
  const units = row.unit === 'GB' ? measured.bytes / 1e9 : measured.units;
  if (units === 0) throw new Error('nothing got through');
  // Milliseconds for a gigabyte, microseconds for a connection or a response.
  const scale = row.unit === 'GB' ? 1e3 : 1e6;
  return { cost: (cpuSeconds * scale) / units, rate: units / seconds, ...utilisation };
}
