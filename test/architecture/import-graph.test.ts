import test from 'ava';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryFolder } from '../support/paths.js';
import { deepest, fileGraph, findCycle, folderGraph, shown, sourceFolder } from './imports.js';

interface ImportOrder {
  layers: string[];
  proxyFolders: string[];
}
const orderFile: string = join(repositoryFolder, 'scripts', 'import-order.js');
const { layers, proxyFolders } = (await import(orderFile)) as ImportOrder;

test('a cycle is found where there is one, and none where there is none', (t) => {
  const graph = (edges: Record<string, string[]>) => new Map(Object.entries(edges).map(([from, to]) => [from, new Set(to)]));
  t.deepEqual(findCycle(graph({ a: ['b'], b: ['c'], c: ['b'] })), ['b', 'c', 'b']);
  t.is(findCycle(graph({ a: ['b', 'c'], b: ['c'], c: [] })), undefined);
});

test('a cycle between folders is found although no file is in one', (t) => {
  const files = new Map([
    ['a/one.ts', new Set(['b/one.ts'])],
    ['b/one.ts', new Set<string>()],
    ['b/deep/two.ts', new Set(['a/two.ts'])],
    ['a/two.ts', new Set<string>()],
  ]);
  t.is(findCycle(files), undefined);
  t.deepEqual(findCycle(folderGraph(1, files)), ['a', 'b', 'a']);
});

test('no folder depends on itself by way of others', (t) => {
  const levels = deepest();
  t.true(levels >= 3);
  for (let depth = 1; depth <= levels; depth += 1) t.is(findCycle(folderGraph(depth))?.map(shown).join(' → '), undefined);
});

test('no file imports itself by way of others', (t) => {
  t.is(findCycle(fileGraph())?.map(shown).join(' → '), undefined);
});

test('imports between layers point one way', (t) => {
  const rank = (file: string) => layers.indexOf(file.split('/')[0] ?? '');
  for (const [file, imported] of fileGraph()) {
    t.not(rank(file), -1, `${file} lies outside the layers of scripts/import-order.js`);
    for (const other of imported) t.true(rank(other) <= rank(file), `${file} imports ${other}, which comes later`);
  }
});

test('imports inside src/proxy point one way', (t) => {
  const inProxy = (file: string) => file.startsWith('proxy/');
  // Files directly in src/proxy come first.
  const rank = (file: string) => (file.split('/').length === 2 ? -1 : proxyFolders.indexOf(file.split('/')[1] ?? ''));
  for (const [file, imported] of fileGraph()) {
    if (!inProxy(file)) continue;
    for (const other of imported)
      if (inProxy(other)) t.true(rank(other) <= rank(file), `${file} imports ${other}, which comes later`);
  }
  t.pass();
});

test('every folder of src/proxy has its place in the order', (t) => {
  const folders = readdirSync(join(sourceFolder, 'proxy'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const { name } of folders) t.true(proxyFolders.includes(name), `src/proxy/${name} is not in scripts/import-order.js`);
});

test('ARCHITECTURE.md lists layers and folders in the order that is enforced', (t) => {
  const text = readFileSync(join(repositoryFolder, 'ARCHITECTURE.md'), 'utf8');
  const layersShown = [...text.matchAll(/^\| `src\/([\w.]+)\/?`\s*\|/gm)].map(([, name]) => name);
  const foldersShown = [...text.matchAll(/^\| `src\/proxy\/(\w+)\/`\s*\|/gm)].map(([, name]) => name);
  t.deepEqual(layersShown, layers);
  t.deepEqual(foldersShown, proxyFolders);
});
