import test from 'ava';
import { readFileSync } from 'node:fs';
import { absentMetrics } from '#headrace/stats/absent-metrics.js';
import { haproxyFamilies } from '#headrace/stats/families.js';
import { metricsReference } from '#headrace/stats/reference.js';
import { repositoryFolder, sharedFolder } from '../../support/paths.js';
import { needs } from '../../support/programs.js';

const testWithNames = needs('shared');

test('docs/metrics.md says what the code does (else: node scripts/write-metrics-reference.js)', (t) => {
  t.is(readFileSync(`${repositoryFolder}/docs/metrics.md`, 'utf8'), metricsReference());
});

testWithNames("every metric of HAProxy's exporter is either served, with its type and labels, or listed as absent", (t) => {
  const rows = readFileSync(`${sharedFolder}/promex-names.tsv`, 'utf8').trimEnd().split('\n').slice(1);
  const served = new Map(
    haproxyFamilies.flatMap((family) =>
      family.metrics.map((metric) => {
        const per = metric.type === 'histogram' || metric.per === undefined ? [] : [metric.per.label];
        return [metric.name, { type: metric.type, labels: [...family.labelNames, ...per].join() }] as const;
      }),
    ),
  );
  const absent = new Set(absentMetrics.flatMap(({ names }) => names));
  for (const row of rows) {
    const [name = '', type, labels] = row.split('\t');
    if (absent.has(name)) t.false(served.has(name), name);
    else t.deepEqual(served.get(name), { type: type ?? '', labels: labels ?? '' }, name);
  }
  const known = new Set(rows.map((row) => row.split('\t')[0]));
  t.deepEqual(
    [...served.keys(), ...absent].filter((name) => !known.has(name)),
    [],
  );
});
