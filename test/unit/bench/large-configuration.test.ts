import { largeConfiguration } from '#bench/measure/check.js';
import { rows } from '#bench/rows.js';
import { buildModel } from '#headrace/config/load.js';
import test from 'ava';

test('the large configuration has the backends and servers it says, and nothing to complain about', (t) => {
  const { model, diagnostics } = buildModel(
    [{ name: 'large.cfg', text: largeConfiguration({ backends: 300, serversEach: 3 }) }],
    {},
  );
  t.deepEqual(diagnostics, []);
  const backends = model!.proxies.filter(({ kind }) => kind === 'backend');
  t.is(backends.length, 300);
  t.true(backends.every(({ servers }) => servers.length === 3));
  t.is(new Set(backends.flatMap(({ servers }) => servers.map(({ text }) => text))).size, 900);
});

test('both rows of the check measure the same file', (t) => {
  const checked = rows.filter((row) => row.kind === 'check');
  t.deepEqual(
    checked.map(({ name, time, backends, serversEach }) => [name, time, backends * serversEach]),
    [
      ['config-cpu', 'cpu', 20_000],
      ['config-wall', 'wall', 20_000],
    ],
  );
});
