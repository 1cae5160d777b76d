/** Measures a row, whatever its kind. */
import type { Row } from '../rows.js';
import type { Bench, RowSamples } from './bench.js';
import { measureCheck } from './check.js';
import { measureHealth } from './health.js';
import { measureIdle } from './idle.js';
import { measureLoaded } from './loaded.js';
import { measureSoak } from './soak.js';
import { measureStart } from './start.js';

export function measureRow(bench: Bench, row: Row): Promise<RowSamples> {
  switch (row.kind) {
    case 'loaded':
      return measureLoaded(bench, row);
    case 'idle':
      return measureIdle(bench, row);
    case 'soak':
      return measureSoak(bench, row);
    case 'start':
      return measureStart(bench, row);
    case 'check':
      return measureCheck(bench, row);
    case 'health':
      return measureHealth(bench, row);
  }
}
