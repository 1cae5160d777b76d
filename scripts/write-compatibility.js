// Writes docs/compatibility.md from the registry of keywords (build first). A test compares the two.
import { writeFileSync } from 'node:fs';
import { runtimeRows } from '../dist/cli/runtime/rows.js';
import { compatibilityReference } from '../dist/config/compatibility/reference.js';

writeFileSync(new URL('../docs/compatibility.md', import.meta.url), compatibilityReference(runtimeRows()));
