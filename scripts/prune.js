/**
 * `node scripts/prune.js SOURCES OUTPUTS`: removes compiled files whose source has gone. A renamed test would otherwise go on
 * running under its old name.
 */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const [sources, outputs] = process.argv.slice(2);
const COMPILED = /\.(js|js\.map|d\.ts|d\.ts\.map)$/;

for (const entry of readdirSync(outputs, { recursive: true, encoding: 'utf8' })) {
  if (!COMPILED.test(entry)) continue;
  const source = join(sources, entry.replace(COMPILED, ''));
  if (['.ts', '.js', '.ne'].some((extension) => existsSync(source + extension))) continue;
  rmSync(join(outputs, entry));
}
