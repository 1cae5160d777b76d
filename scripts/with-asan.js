/**
 * `node scripts/with-asan.js COMMAND [ARGUMENT…]`: runs a command of this package (or node) with the addon that was built
 * under ASan and UBSan (`npm run build:asan`).
 */
import { spawnSync } from 'node:child_process';
import { delimiter, resolve } from 'node:path';
import { asanEnvironment, asanProblem } from './asan-environment.js';
import { stopAtProblem } from './requirements.js';

stopAtProblem(asanProblem());

const binaries = resolve(import.meta.dirname, '..', 'node_modules', '.bin');
const PATH = [binaries, process.env.PATH].filter(Boolean).join(delimiter);
const [command, ...args] = process.argv.slice(2);
const { status } = spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, PATH, ...asanEnvironment() } });
process.exit(status ?? 1);
