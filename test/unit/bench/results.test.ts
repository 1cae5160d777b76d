import test from 'ava';
import type { ContestantName } from '#bench/contestants/contestant.js';
import type { RowSamples, Sample } from '#bench/measure/bench.js';
import { conclude, judge } from '#bench/results.js';
import { rows } from '#bench/rows.js';
import { quantity, renderTable, renderVerdict } from '#bench/table.js';

function measured(costs: Partial<Record<ContestantName, number[]>>): RowSamples {
  const samples = new Map<ContestantName, Sample[]>();
  for (const [name, values] of Object.entries(costs)) {
    samples.set(
      name as ContestantName,
      values.map((cost) => ({ cost, rate: 1 / cost })),
    );
  }
  return { samples, absent: new Map([['nginx', 'missing: apt-get install nginx-light']]) };
}

test('a bound on the ratio to another contestant', (t) => {
  const wanted = { metric: 'cost', against: 'haproxy-splice', atMost: 0.65 } as const;
  t.deepEqual(judge(wanted, measured({ headrace: [60], 'haproxy-splice': [100] })), { wanted, figure: 0.6, reached: true });
  t.like(judge(wanted, measured({ headrace: [66], 'haproxy-splice': [100] })), { reached: false });
});

test('a bound from below, on throughput', (t) => {
  const wanted = { metric: 'rate', against: 'haproxy-splice', atLeast: 1 } as const;
  t.like(judge(wanted, measured({ headrace: [1], 'haproxy-splice': [2] })), { figure: 2, reached: true });
  t.like(judge(wanted, measured({ headrace: [4], 'haproxy-splice': [2] })), { figure: 0.5, reached: false });
});

test('a bound on the figure itself', (t) => {
  const wanted = { metric: 'cost', atMost: 250 } as const;
  t.like(judge(wanted, measured({ headrace: [240, 251, 252] })), { figure: 251, reached: false });
});

test('a bound on what is left once the unavoidable is taken away, round by round', (t) => {
  const wanted = { metric: 'cost', against: 'haproxy-splice', beyond: 'node', atMost: 2 } as const;
  const samples = measured({ headrace: [300, 500], 'haproxy-splice': [100, 200], node: [100, 80] });
  t.like(judge(wanted, samples), { figure: (2 + 2.1) / 2, reached: false });
  t.is(renderVerdict(judge(wanted, samples), 'ms'), '✗ ≤ 2.00× beyond node, is 2.05×');
  t.deepEqual(judge(wanted, measured({ headrace: [300], 'haproxy-splice': [100] })), { wanted });
});

test('without somebody to compare with there is no verdict', (t) => {
  const wanted = { metric: 'cost', against: 'haproxy-splice', atMost: 1 } as const;
  t.deepEqual(judge(wanted, measured({ headrace: [1] })), { wanted });
  t.deepEqual(judge(wanted, measured({ 'haproxy-splice': [1] })), { wanted });
  t.is(renderVerdict({ wanted }, 'ms/GB'), '? ≤ 1.00×');
});

test('the table has the ratio, the mark, the change since the last result, and who is absent', (t) => {
  const row = rows.find((candidate) => candidate.name === 'bulk-1m-16')!;
  const when = { date: new Date(0), quick: false };
  const last = conclude(row, measured({ headrace: [100], 'haproxy-splice': [200] }), when);
  const now = conclude(row, measured({ headrace: [90, 92], 'haproxy-splice': [200, 200] }), when);
  const lines = renderTable({ [row.name]: now }, { [row.name]: last }).split('\n');
  t.regex(lines[1]!, /^bulk-1m-16 +headrace +91\.0 ms\/GB +1 % .* 0\.46× +✓ ≤ 0\.95× +-9 %$/);
  t.regex(lines[2]!, /^ +haproxy-splice +200 ms\/GB +0 % .* 1\.00× +0 %$/);
  t.is(lines[3], 'bulk-1m-16: nginx: missing: apt-get install nginx-light');
});

test('bytes are shown in the unit that suits them', (t) => {
  t.is(quantity(1_536, 'bytes/connection'), '1.50 KiB/connection');
  t.is(quantity(8 * (1 << 20), 'bytes'), '8.00 MiB');
  t.is(quantity(12.345, 'µs/response'), '12.3 µs/response');
});
