/**
 * `npm run corpus [-- FOLDER]`: reads every file of a corpus of real configurations and compares what Headrace says with what
 * HAProxy said. Ends with 1 when they disagree about one. FOLDER is ../shared/corpus without it.
 */
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compare, type Comparison } from './compare.js';
import { readVerdicts, type Verdict } from './verdicts.js';

/** This file runs from .bench-build/corpus. */
const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

function describe(comparison: Comparison): string {
  switch (comparison.outcome) {
    case 'agree':
      return 'agree';
    case 'not supported yet':
      return `not supported yet: ${inOrder(comparison.features)}`;
    case 'disagree':
      return `DISAGREE: ${comparison.why}`;
  }
}

const inOrder = (counts: ReadonlyMap<string, number>): string =>
  [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');

/** In how many files each feature is asked for. */
function filesByFeature(compared: readonly Comparison[]): Map<string, number> {
  const files = new Map<string, number>();
  for (const comparison of compared) {
    if (comparison.outcome !== 'not supported yet') continue;
    for (const feature of comparison.features.keys()) files.set(feature, (files.get(feature) ?? 0) + 1);
  }
  return files;
}

function main(folder: string): number {
  const verdicts: Verdict[] = readVerdicts(folder);
  process.chdir(folder);
  const compared = verdicts.map(compare);
  const count = (outcome: Comparison['outcome']) => compared.filter((comparison) => comparison.outcome === outcome).length;
  const disagreeing = count('disagree');
  for (const [index, { file }] of verdicts.entries()) console.log(`${file}  ${describe(compared[index]!)}`);
  console.log('');
  console.log(`agree with HAProxy: ${count('agree')}`);
  console.log(
    `not supported yet:  ${count('not supported yet')} (files by feature: ${inOrder(filesByFeature(compared)) || 'none'})`,
  );
  console.log(`disagree:           ${disagreeing}`);
  return disagreeing > 0 ? 1 : 0;
}

process.exitCode = main(resolve(process.argv[2] ?? join(root, '..', 'shared', 'corpus')));
