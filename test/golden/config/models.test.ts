/** Each `.golden` file beside this test: a configuration, a line of dashes, its model as JSON, without positions. */
import { loadConfiguration } from '#headrace/config/load.js';
import test from 'ava';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { goldens } from '../golden.js';

for (const { name, input, expected } of goldens('config')) {
  test(name, (t) => {
    const file = join(temporaryFolder(t), 'haproxy.cfg');
    writeFileSync(file, input);
    const { model, diagnostics } = loadConfiguration([file], {});
    t.deepEqual(diagnostics, []);
    const withoutPositions = JSON.stringify(model, (key, value: unknown) => (key === 'span' ? undefined : value), 2);
    t.is(`${withoutPositions}\n`, expected);
  });
}
