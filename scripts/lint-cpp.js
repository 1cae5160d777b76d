/** Runs clang-tidy (.clang-tidy) over the addon's sources, as the last `npm run build:addon` compiled them. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { clangTool, cppSources } from './cpp-sources.js';
import { stopAtProblem } from './requirements.js';

const root = resolve(import.meta.dirname, '..');
const tool = clangTool('clang-tidy');
stopAtProblem(
  tool ? undefined : 'clang-tidy was not found; install it: apt-get install clang-tidy',
  existsSync(join(root, 'build', 'compile_commands.json')) ? undefined : 'the addon is not built; run: npm run build:addon',
);

const files = cppSources(/^(core|binding)\/.*\.cpp$/);
let failed = 0;

async function worker() {
  for (let file = files.shift(); file !== undefined; file = files.shift()) {
    const { code, output } = await tidy(file);
    if (code === 0) continue;
    failed += 1;
    process.stdout.write(output);
  }
}

/** @returns {Promise<{ code: number | null, output: string }>} */
function tidy(file) {
  return new Promise((done) => {
    const child = spawn(tool, ['-p', 'build', '--quiet', '--warnings-as-errors=*', file], { cwd: root });
    let output = '';
    child.stdout.on('data', (text) => (output += text));
    child.stderr.on('data', (text) => (output += text));
    child.on('close', (code) => done({ code, output }));
  });
}

await Promise.all(Array.from({ length: availableParallelism() }, worker));
if (failed > 0) console.error(`headrace: clang-tidy found something in ${failed} files`);
process.exit(failed > 0 ? 1 : 0);
