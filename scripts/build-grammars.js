/** Compiles every grammar (`*.ne`) below src/ to `*.generated.ts` beside it. */
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const compiler = createRequire(import.meta.url).resolve('nearley/bin/nearleyc.js');
const grammars = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ne'));

for (const grammar of grammars.toSorted()) {
  const path = join('src', grammar);
  execFileSync(process.execPath, [compiler, path, '--out', path.replace(/ne$/, 'generated.ts')], { stdio: 'inherit' });
}
