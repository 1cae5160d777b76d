import test from 'ava';
import { families } from '#headrace/stats/families.js';
import { MadeInventory, Page, printed } from './made-inventory.js';

const ODD = 'we"ird\\na\nme';

function inventory(): MadeInventory {
  return new MadeInventory([
    { name: 'web', kind: 'frontend', defaultBackend: 'app', listeners: [{ name: 'sock-1' }, { name: ODD }, { name: ODD }] },
    { name: 'app', kind: 'backend', servers: [{ name: 's1' }, { name: ODD, check: { intervalMs: 1, rise: 2, fall: 3 } }] },
    { name: 'both', kind: 'listen', listeners: [{ name: 'sock-1' }], servers: [{ name: 's1' }] },
  ]);
}

test('a strict parser reads the page, each metric of the families once and in their order', async (t) => {
  const page = new Page(await printed(inventory()));
  const wanted = families.flatMap((family) => family.metrics);
  t.deepEqual(
    [...page.metrics.values()].map(({ name, type, help }) => ({ name, type, help })),
    wanted.map(({ name, type, help }) => ({ name, type, help })),
  );
});

test('every metric carries the labels of its family', async (t) => {
  const page = new Page(await printed(inventory()));
  for (const family of families) {
    for (const metric of family.metrics) {
      const own = metric.type === 'histogram' ? [] : metric.per === undefined ? [] : [metric.per.label];
      const sample = page.metrics.get(metric.name)?.samples.at(-1);
      t.deepEqual(Object.keys(sample?.labels ?? {}).sort(), [...family.labelNames, ...own].sort(), metric.name);
    }
  }
});

test('names with quotes, backslashes and newlines come back as they were', async (t) => {
  const page = new Page(await printed(inventory()));
  t.is(page.value('haproxy_server_weight', { proxy: 'app', server: ODD }), 1);
  t.is(page.value('haproxy_listener_limit_sessions', { proxy: 'web', listener: ODD }), 0);
});

test('two listeners of one name are two series', async (t) => {
  const page = new Page(await printed(inventory()));
  const names = page
    .samples('haproxy_listener_limit_sessions')
    .map(({ labels }) => `${labels.proxy ?? ''}/${labels.listener ?? ''}`);
  t.deepEqual(names, ['web/sock-1', `web/${ODD}`, `web/${ODD}-3`, 'both/sock-1']);
});

test('the same state prints the same text', async (t) => {
  const steady = inventory();
  const withoutClocks = (text: string) => text.replaceAll(/^(process_|headrace_main_thread).*\n/gm, '');
  t.is(withoutClocks(await printed(steady)), withoutClocks(await printed(steady)));
});

test('names follow the conventions: prefix, unit and _total', (t) => {
  for (const { name, type } of families.flatMap((family) => family.metrics)) {
    t.regex(name, /^(haproxy|headrace|process)_[a-z0-9_]+$/);
    if (!name.startsWith('haproxy_')) t.is(name.endsWith('_total'), type === 'counter', name);
  }
});

test('a proxy that is disabled is not there', async (t) => {
  const page = new Page(
    await printed(new MadeInventory([{ name: 'off', kind: 'listen', disabled: true, servers: [{ name: 's' }] }])),
  );
  t.deepEqual(page.samples('haproxy_frontend_status'), []);
  t.deepEqual(page.samples('haproxy_server_status'), []);
});
