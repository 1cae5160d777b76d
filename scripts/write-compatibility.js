// Writes docs/compatibility.md from the registry of keywords (build first). A test compares the two.
import { writeFileSync } from 'node:fs';
import { compatibilityReference } from '../dist/config/compatibility.js';

writeFileSync(new URL('../docs/compatibility.md', import.meta.url), compatibilityReference());
