/**
 * `node scripts/bundle.js`: puts what the program loads at start into a few files of dist/, in place of the modules
 * that the compiler wrote there.
 *
 * Loading a hundred small modules, on the main thread and again in a worker, takes longer than everything else that happens
 * between exec and the first accepted connection. The modules stay beside the bundles, for tests and for who imports them.
 * Two kinds of modules are not taken in: those that find files beside themselves (`import.meta`), and those that are imported
 * only when they are needed (`import()`), but for those that cli/run.js always needs and imports while its first thread
 * starts.
 */
import { build } from 'esbuild';
import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const sources = join(root, 'src');
const alwaysNeeded = ['config/load.ts', 'cli/read-configuration.ts', 'proxy/supervisor/supervisor.ts'].map((module) =>
  join(sources, module),
);

for (const entry of ['cli/run', 'cli/check', 'cli/master', 'proxy/worker/entry']) {
  await build({
    entryPoints: [join(sources, `${entry}.ts`)],
    outfile: join(root, 'dist', `${entry}.js`),
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: true,
    logLevel: 'warning',
    plugins: [leaveOut(dirname(join(sources, entry)))],
  });
}

/** @param folder Of the entry, in src/; the bundle lies in the same place of dist/. */
function leaveOut(folder) {
  return {
    name: 'leave-out',
    setup(bundle) {
      bundle.onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) => {
        const module = resolve(resolveDir, path);
        const source = module.replace(/\.js$/, '.ts');
        if (kind === 'entry-point' || !source.startsWith(sources)) return undefined;
        const later = kind === 'dynamic-import' && !alwaysNeeded.includes(source);
        if (!later && !readFileSync(source, 'utf8').includes('import.meta')) return undefined;
        const from = relative(folder, module);
        return { path: from.startsWith('.') ? from : `./${from}`, external: true };
      });
    },
  };
}
