/** Who imports whom in src/, read from the sources. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import ts from 'typescript';
import { repositoryFolder } from '../support/paths.js';

export const sourceFolder = join(repositoryFolder, 'src');

/** Edges: importer → imported, in both cases as named by `nameOf`. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/** All TypeScript files of src/, relative to it. */
export function sourceFiles(): string[] {
  return readdirSync(sourceFolder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .sort();
}

/** Relative imports of a file of src/ (types and `import()` too), as files of src/. */
export function importsOf(file: string): string[] {
  const info = ts.preProcessFile(readFileSync(join(sourceFolder, file), 'utf8'), true, true);
  return info.importedFiles
    .map(({ fileName }) => fileName)
    .filter((name) => name.startsWith('.'))
    .map((name) => normalize(join(dirname(file), name)).replace(/\.js$/, '.ts'));
}

export function fileGraph(): Graph {
  return new Map(sourceFiles().map((file) => [file, new Set(importsOf(file))]));
}

/**
 * The same between folders, seen down to `depth` levels: a folder depends on the folders of the files that its own files import.
 * A folder and its own subfolder (a registry beside the features it lists, and the contract they satisfy) do not count as
 * depending on each other; between their files a cycle is still one.
 */
export function folderGraph(depth: number, files: Graph = fileGraph()): Graph {
  const folderOf = (file: string) => dirname(file).split('/').slice(0, depth).join('/');
  const folders = new Map<string, Set<string>>();
  for (const [file, imported] of files) {
    const folder = folderOf(file);
    const edges = folders.get(folder) ?? new Set<string>();
    folders.set(folder, edges);
    for (const other of imported.values()) {
      if (!isWithin(folderOf(other), folder) && !isWithin(folder, folderOf(other))) edges.add(folderOf(other));
    }
  }
  return folders;
}

/** Levels of folders in src/. */
export function deepest(files: Graph = fileGraph()): number {
  return Math.max(...[...files.keys()].map((file) => dirname(file).split('/').length));
}

function isWithin(inner: string, outer: string): boolean {
  return inner === outer || outer === '.' || inner.startsWith(`${outer}/`);
}

/** One cycle of the graph as a path that begins and ends with the same name; undefined: there is none. */
export function findCycle(graph: Graph): string[] | undefined {
  const finished = new Set<string>();
  const path: string[] = [];
  const visit = (name: string): string[] | undefined => {
    const seenAt = path.indexOf(name);
    if (seenAt >= 0) return [...path.slice(seenAt), name];
    if (finished.has(name)) return undefined;
    path.push(name);
    for (const next of graph.get(name) ?? []) {
      const cycle = visit(next);
      if (cycle !== undefined) return cycle;
    }
    path.pop();
    finished.add(name);
    return undefined;
  };
  for (const name of graph.keys()) {
    const cycle = visit(name);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

/** A path of src/ for people. */
export function shown(path: string): string {
  return relative(repositoryFolder, join(sourceFolder, path));
}
