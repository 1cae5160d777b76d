/** Headrace as built in this checkout, or what `--ours` names in its place. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readable } from '../programs.js';
import type { Contestant } from './contestant.js';
import { haproxyConfiguration } from './haproxy.js';

/** `{config}`, `{port}`, `{origin-port}`, `{threads}` and `{mode}` (splice or copy) stand in the words of a command. */
export function fillIn(words: readonly string[], values: Readonly<Record<string, string>>): string[] {
  return words.map((word) => word.replace(/\{([a-z-]+)\}/g, (whole, name: string) => values[name] ?? whole));
}

function headraceContestant(
  name: 'headrace' | 'headrace-copy',
  splice: boolean,
  main: string,
  ours?: readonly string[],
): Contestant {
  return {
    name,
    obstacle: () => (ours !== undefined || readable(main) ? undefined : 'not built: npm ci'),
    prepare: async (site) => {
      const file = join(site.folder, 'headrace.cfg');
      await writeFile(file, haproxyConfiguration(site, splice));
      return fillIn(ours ?? [process.execPath, main, '-f', '{config}'], {
        config: file,
        port: String(site.port),
        'origin-port': String(site.originPort),
        threads: String(site.threads),
        mode: splice ? 'splice' : 'copy',
      });
    },
    // Another program in our place is told how to serve, not how to check.
    ...(ours === undefined && { check: (file: string) => [process.execPath, main, '-c', '-f', file] }),
  };
}

/** `main`: the compiled command line of Headrace. */
export function headraceContestants(main: string, ours?: readonly string[]): Contestant[] {
  return [headraceContestant('headrace', true, main, ours), headraceContestant('headrace-copy', false, main, ours)];
}
