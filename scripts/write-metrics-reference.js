// Writes docs/metrics.md from src/stats (build first). A test compares the two.
import { writeFileSync } from 'node:fs';
import { metricsReference } from '../dist/stats/reference.js';

writeFileSync(new URL('../docs/metrics.md', import.meta.url), metricsReference());
