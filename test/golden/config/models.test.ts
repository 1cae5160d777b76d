/**
 * Each `.golden` file beside this test: a configuration, a line of dashes, its model as JSON, without positions, without what
 * log formats are made of, and without what is as in a configuration that says nothing of it.
 */
import { loadConfiguration } from '#headrace/config/load.js';
import type { Model } from '#headrace/config/model.js';
import test, { type ExecutionContext } from 'ava';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { goldens } from '../golden.js';
import { jsonLines } from '../json-lines.js';

const plainConfiguration = 'listen plain\n    bind 127.0.0.1:1\n    server s 127.0.0.1:1\n';

function modelOf(t: ExecutionContext, configuration: string): Model {
  const file = join(temporaryFolder(t), 'haproxy.cfg');
  writeFileSync(file, configuration);
  const { model, diagnostics } = loadConfiguration([file], {});
  if (configuration !== plainConfiguration) t.deepEqual(diagnostics, []);
  return withoutPositions(model) as Model;
}

const withoutPositions = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (key, field: unknown) => (key === 'span' || key === 'items' ? undefined : field)));

/** Fields that are not as in `plain`, in their order. */
const beyond = (value: object, plain: object): object =>
  Object.fromEntries(Object.entries(value).filter(([key, field]) => !isDeepStrictEqual(field, plain[key as keyof typeof plain])));

for (const { name, input, expected } of goldens('config')) {
  test(name, (t) => {
    const plain = modelOf(t, plainConfiguration);
    const plainProxy = { ...plain.proxies[0]!, id: 0, name: '', kind: '' };
    const plainServer = { ...plainProxy.servers[0]!, id: 0, name: '' };
    const { global, proxies, rings } = modelOf(t, input);
    const told = {
      global: beyond(global, plain.global),
      proxies: proxies.map((proxy) => ({
        ...beyond(proxy, plainProxy),
        servers: proxy.servers.map((server) => beyond(server, plainServer)),
      })),
      ...(rings && { rings }),
    };
    t.is(`${jsonLines(told)}\n`, expected);
  });
}
