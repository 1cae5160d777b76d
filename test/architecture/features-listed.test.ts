/** One feature, one file, one line in an ordered list: here every file is listed, once, and documented. */
import test from 'ava';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { importsOf, sourceFolder } from './imports.js';

interface Features {
  folder: string;
  /** The file with the list. */
  registry: string;
  /** Files of the folder that are no features: what features share. */
  shared?: string[];
}

const features: Features[] = [
  { folder: 'config/keywords', registry: 'config/keywords/index.ts', shared: ['not-yet.ts'] },
  { folder: 'config/checks', registry: 'config/checks/index.ts', shared: ['check.ts'] },
  { folder: 'proxy/balance/algorithms', registry: 'proxy/balance/registry.ts' },
  { folder: 'proxy/log/aliases', registry: 'proxy/log/aliases/registry.ts' },
  { folder: 'stats/families', registry: 'stats/families.ts', shared: ['server-state.ts'] },
];

for (const { folder, registry, shared = [] } of features) {
  const files = readdirSync(join(sourceFolder, folder))
    .filter((name) => name.endsWith('.ts') && !shared.includes(name) && `${folder}/${name}` !== registry)
    .map((name) => `${folder}/${name}`)
    .sort();

  test(`each file of ${folder} is listed once`, (t) => {
    const listed = importsOf(registry).filter(
      (file) => file.startsWith(`${folder}/`) && !shared.includes(file.slice(folder.length + 1)),
    );
    t.deepEqual(listed.sort(), files);
  });

  test(`what ${registry} imports is used in its list`, (t) => {
    const text = readFileSync(join(sourceFolder, registry), 'utf8');
    const [imports = '', ...rest] = text.split(/^(?!import|\/\*\*|\s*$)/m);
    for (const [, names = ''] of imports.matchAll(/^import \{ ([^}]+) \} from '\.[^']*'/gm)) {
      for (const name of names.split(', ')) t.regex(rest.join(''), new RegExp(`\\b${name}\\b`), name);
    }
    t.pass();
  });

  test(`each file of ${folder} says what it is before it says how`, (t) => {
    for (const file of files) {
      const text = readFileSync(join(sourceFolder, file), 'utf8');
      const docstring = text.search(/^\/\*\*/m);
      t.true(
        docstring >= 0 && docstring < text.search(/^(export|const|function|class|interface)\b/m),
        `${file} has no docstring`,
      );
    }
  });
}
