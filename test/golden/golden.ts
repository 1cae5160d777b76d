/** Golden files: an input, a line of dashes, what comes of it. They are compared byte by byte. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryFolder } from '../support/paths.js';

export interface Golden {
  name: string;
  input: string;
  expected: string;
}

const separator = /^-{10,}\n/m;

export function goldens(folder: string): Golden[] {
  const path = join(repositoryFolder, 'test', 'golden', folder);
  return readdirSync(path)
    .filter((name) => name.endsWith('.golden'))
    .map((name) => {
      const [input, expected] = readFileSync(join(path, name), 'utf8').split(separator);
      if (input === undefined || expected === undefined) throw new Error(`${name} has no line of dashes`);
      return { name: name.replace('.golden', '').replaceAll('-', ' '), input, expected };
    });
}
