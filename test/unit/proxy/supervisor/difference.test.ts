import test from 'ava';
import { buildModel } from '#headrace/config/load.js';
import type { Model } from '#headrace/config/model.js';
import { parse } from '#headrace/parser/parse.js';
import { compare } from '#headrace/proxy/supervisor/difference.js';

function model(text: string): Model {
  const { model: built, diagnostics } = buildModel([parse({ name: 'a.cfg', text }).document], {});
  if (built === undefined) throw new Error(diagnostics.map(({ message }) => message).join('; '));
  return built;
}

const base = `
defaults
  mode tcp
  timeout connect 1s
  timeout client 1s
  timeout server 1s
frontend web
  bind 127.0.0.1:80
  default_backend app
backend app
  server one 10.0.0.1:80 weight 3
  server two 10.0.0.2:80
`;

test('nothing has changed where only lines have moved', (t) => {
  const difference = compare(model(base), model(base.replaceAll('\n', '\n\n')));
  const none = { added: [], removed: [], changed: [] };
  t.deepEqual(difference, { global: [], listeners: none, proxies: none, servers: none, disturbed: [] });
});

test('settings by their path, with what they were and are', (t) => {
  const after = base.replace('timeout client 1s', 'timeout client 5s').replace('weight 3', 'weight 4');
  const { proxies, servers, disturbed } = compare(model(base), model(`global\n  nbthread 2\n${after}`));
  t.deepEqual(
    proxies.changed.map(({ name, settings }) => [name, settings]),
    [
      ['web', [{ setting: 'timeouts.client', from: 1000, to: 5000 }]],
      ['app', [{ setting: 'timeouts.client', from: 1000, to: 5000 }]],
    ],
  );
  t.deepEqual(servers.changed, [{ name: 'app/one', settings: [{ setting: 'weight', from: 3, to: 4 }] }]);
  t.deepEqual(disturbed, []);
});

test('what is added and removed, and who notices', (t) => {
  const after = base
    .replace('127.0.0.1:80', '127.0.0.1:81')
    .replace('server two 10.0.0.2:80', 'server three 10.0.0.3:80')
    .replace('10.0.0.1:80', '10.0.0.9:80');
  const { listeners, servers, disturbed } = compare(model(base), model(after));
  t.deepEqual(listeners, { added: ['web 127.0.0.1:81'], removed: ['web 127.0.0.1:80'], changed: [] });
  t.deepEqual([servers.added, servers.removed], [['app/three'], ['app/two']]);
  t.deepEqual(disturbed, [
    'listener web 127.0.0.1:80: new connections are refused, running sessions go on',
    'server app/two: gets no new sessions, running ones go on to their end',
    'server app/one: new sessions go to the new address, running ones stay where they are',
  ]);
});

test('an address that moves to another frontend refuses nobody', (t) => {
  const { disturbed } = compare(model(base), model(base.replace('frontend web', 'frontend shop')));
  t.true(disturbed.includes('listener web 127.0.0.1:80: new connections go to shop, running sessions go on'));
});

test('what takes a restart is said', (t) => {
  const { disturbed } = compare(model(base), model(`global\n  nosplice\n${base}`));
  t.deepEqual(disturbed, ["a reload cannot change 'nosplice': restart to put it into force."]);
});
