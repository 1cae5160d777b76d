/**
 * `node scripts/bundle.js`: puts what the program loads at start into a few files, in place, in dist/.
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

const dist = resolve(import.meta.dirname, '..', 'dist');
const alwaysNeeded = ['config/load.js', 'cli/read-configuration.js', 'proxy/supervisor/supervisor.js'].map((module) =>
  join(dist, module),
);

for (const entry of ['cli/run.js', 'cli/check.js', 'cli/master.js', 'proxy/worker/entry.js']) {
  const file = join(dist, entry);
  await build({
    entryPoints: [file],
    outfile: file,
    allowOverwrite: true,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: true,
    logLevel: 'warning',
    plugins: [leaveOut(file)],
  });
}

function leaveOut(outfile) {
  return {
    name: 'leave-out',
    setup(bundle) {
      bundle.onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) => {
        const target = resolve(resolveDir, path);
        if (kind === 'entry-point' || !target.startsWith(dist)) return undefined;
        const later = kind === 'dynamic-import' && !alwaysNeeded.includes(target);
        if (!later && !readFileSync(target, 'utf8').includes('import.meta')) return undefined;
        const from = relative(dirname(outfile), target);
        return { path: from.startsWith('.') ? from : `./${from}`, external: true };
      });
    },
  };
}
