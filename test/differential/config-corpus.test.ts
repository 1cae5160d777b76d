/**
 * Real configuration files with HAProxy's verdicts: Headrace agrees with each, or has found nothing wrong and says what it does
 * not support yet.
 */
import { compare } from '#bench/corpus/compare.js';
import { readVerdicts } from '#bench/corpus/verdicts.js';
import { join } from 'node:path';
import { sharedFolder } from '../support/paths.js';
import { needs } from '../support/programs.js';

needs('shared')('Headrace and HAProxy disagree about no real file', (t) => {
  const folder = join(sharedFolder, 'corpus');
  const verdicts = readVerdicts(folder);
  t.true(verdicts.length > 50);
  process.chdir(folder);
  const disagreeing = verdicts.flatMap((verdict) => {
    const comparison = compare(verdict);
    return comparison.outcome === 'disagree' ? [`${verdict.file}: ${comparison.why}`] : [];
  });
  t.deepEqual(disagreeing, []);
});
