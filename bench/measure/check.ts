/** Milliseconds that checking a large configuration takes (`-c`), in programs that start, check and end in turn. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ContestantName } from '../contestants/contestant.js';
import type { CheckRow } from '../rows.js';
import { rotated } from '../statistics.js';
import { describe, entrants, type Bench, type RowSamples, type Sample } from './bench.js';

export async function measureCheck(bench: Bench, row: CheckRow): Promise<RowSamples> {
  const samples = new Map<ContestantName, Sample[]>();
  const absent = new Map<ContestantName, string>();
  const rounds = bench.quick ? 3 : 9;
  const file = join(bench.folder, 'large.cfg');
  await writeFile(file, largeConfiguration(row));
  const contestants = new Set(entrants(bench, row, absent));

  for (let round = 1; round <= rounds; round++) {
    for (const contestant of rotated([...contestants], round)) {
      bench.progress(`${row.name}: round ${round} of ${rounds}, ${contestant.name}`);
      try {
        if (contestant.check === undefined) throw new Error('it cannot check');
        const { cpuMs, wallMs } = await bench.load.timeRun(contestant.check(file), bench.proxyCpus);
        const sample = { cost: row.time === 'cpu' ? cpuMs : wallMs, busy: cpuMs / wallMs };
        samples.set(contestant.name, [...(samples.get(contestant.name) ?? []), sample]);
      } catch (error) {
        contestants.delete(contestant);
        samples.delete(contestant.name);
        absent.set(contestant.name, `failed: ${describe(error)}`);
      }
    }
  }
  return { samples, absent };
}

/** Valid for HAProxy and Headrace, without a warning of either. Every backend has lines of its own, as files that were generated have. */
export function largeConfiguration({ backends, serversEach }: Pick<CheckRow, 'backends' | 'serversEach'>): string {
  const lines = [
    'global',
    '  maxconn 1000',
    'defaults',
    '  mode tcp',
    '  timeout connect 5s',
    '  timeout client 60s',
    '  timeout server 60s',
    'frontend clients',
    '  bind 127.0.0.1:18080',
    '  default_backend app-0',
  ];
  for (let backend = 0; backend < backends; backend++) {
    lines.push(`backend app-${backend}`, '  balance leastconn', '  option tcp-check');
    for (let server = 0; server < serversEach; server++) {
      const address = `10.${(backend >> 8) & 255}.${backend & 255}.${server + 1}:${8000 + server}`;
      lines.push(`  server app-${backend}-${server} ${address} check inter 2s weight ${10 + server}`);
    }
  }
  return `${lines.join('\n')}\n`;
}
