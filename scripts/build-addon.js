/**
 * Builds the addon with cmake-js: `node scripts/build-addon.js [--out build] [--sanitize address,undefined]`.
 *
 * Nothing is downloaded where Node's headers lie beside the running node: Node-API comes from npm packages, and only uv.h
 * is taken from the headers. A second run compiles what changed; a change of node, compiler or options starts afresh.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { cmakeProblem, compilerProblem, linuxProblem, makeProblem, nodeProblem, stopAtProblem } from './requirements.js';

stopAtProblem(nodeProblem(), linuxProblem(), cmakeProblem(), makeProblem());

const require = createRequire(import.meta.url);
const root = resolve(import.meta.dirname, '..');

const { values: options } = parseArgs({
  options: { out: { type: 'string', default: 'build' }, sanitize: { type: 'string', default: '' } },
});

const out = resolve(root, options.out);
const stampFile = join(out, 'headrace-configured.json');
const definitions = {
  HEADRACE_NODE_INCLUDE: await uvHeaderFolder(),
  HEADRACE_SANITIZE: options.sanitize.split(',').filter(Boolean).join(';'),
  HEADRACE_WERROR: process.env.HEADRACE_WERROR ? 'ON' : 'OFF',
};
const stamp = JSON.stringify({
  root,
  node: [process.execPath, process.version],
  compiler: [process.env.CXX, process.env.CXXFLAGS],
  definitions,
});

if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== stamp) {
  stopAtProblem(compilerProblem());
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  cmakeJs('configure');
  writeFileSync(stampFile, stamp);
}
cmakeJs('build');

/** Runs cmake-js quietly; what it said is shown when it fails. */
function cmakeJs(command) {
  const program = join(dirname(require.resolve('cmake-js/package.json')), 'bin', 'cmake-js');
  const args = [program, command, '--directory', root, '--out', out, '--parallel', String(availableParallelism())];
  for (const [name, value] of Object.entries(definitions)) args.push(`--CD${name}=${value}`);
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (status === 0) return;
  console.error(stdout + stderr);
  console.error(`headrace: cmake-js ${command} failed; the addon is not built`);
  process.exit(1);
}

/**
 * The folder with the uv.h that belongs to the running node; '' when the compiler finds one by itself (libuv1-dev). Only
 * when a machine has neither are Node's headers downloaded, by cmake-js, into its own cache.
 */
async function uvHeaderFolder() {
  const prefix = dirname(dirname(process.execPath));
  const beside = [join(prefix, 'include', 'node'), '/usr/include/node', '/usr/local/include/node'];
  const found = beside.find((folder) => existsSync(join(folder, 'uv.h')));
  if (found !== undefined) return found;
  if (existsSync('/usr/include/uv.h')) return '';
  console.error('headrace: uv.h was not found beside node; downloading the headers of this Node.js version');
  const { Dist } = require('cmake-js');
  const dist = new Dist({ directory: root, runtime: 'node', runtimeVersion: process.versions.node });
  try {
    await dist.ensureDownloaded();
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    stopAtProblem(`the headers could not be downloaded (${cause}); install them, e.g. apt-get install libuv1-dev`);
  }
  return join(dist.internalPath, 'include', 'node');
}
