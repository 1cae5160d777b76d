import test from 'ava';
import { build, codesOf, modelOf, proxyOf } from './build.js';

test('without any setting, the documented ones are in force', (t) => {
  const model = modelOf('listen l\n bind :1\n server s 10.0.0.1:80 check\n');
  t.like(model.global, { nosplice: false, bufferSizeBytes: 16384, log: [] });
  t.is(model.global.maxconn, undefined);
  t.like(model.proxies[0], {
    id: 1,
    mode: 'tcp',
    disabled: false,
    balance: { algorithm: 'roundrobin' },
    redispatchInterval: 0,
    retries: 3,
    splice: { auto: false, request: false, response: false },
    timeouts: {},
    log: [],
    logging: { options: { notNull: false, notNormal: false, separateErrors: false, early: false } },
  });
  t.like(model.proxies[0]?.servers[0], {
    id: 1,
    weight: 1,
    backup: false,
    maxconn: 0,
    disabled: false,
    check: { intervalMs: 2000, rise: 2, fall: 3 },
  });
});

const two = `defaults
 retries 5
 timeout client 1s
 timeout connect 2s
 option splice-auto
frontend a
 bind :1
 timeout client 9s
backend b
 no option splice-auto
 retries 1
defaults
 option redispatch
backend c
`;

test('a proxy starts with the settings of the latest defaults and changes its own copy', (t) => {
  t.deepEqual(proxyOf(two, 'a').timeouts, { client: 9000, connect: 2000 });
  t.deepEqual(proxyOf(two, 'b').timeouts, { client: 1000, connect: 2000 });
  t.true(proxyOf(two, 'a').splice.auto);
  t.false(proxyOf(two, 'b').splice.auto);
  t.is(proxyOf(two, 'b').retries, 1);
});

test('new defaults begin with the documented settings', (t) => {
  t.like(proxyOf(two, 'c'), { retries: 3, redispatchInterval: -1, timeouts: {} });
});

const named = `defaults base
 retries 7
 timeout client 1s
defaults fast from base
 timeout client 5ms
defaults
 retries 2
frontend a from base
 bind :1
frontend b from fast
 bind :2
frontend c
 bind :3
`;

test('from takes the settings of the defaults that it names', (t) => {
  t.like(proxyOf(named, 'a'), { retries: 7, timeouts: { client: 1000 } });
  t.like(proxyOf(named, 'b'), { retries: 7, timeouts: { client: 5 } });
  t.like(proxyOf(named, 'c'), { retries: 2, timeouts: {} });
});

test('defaults of an earlier file hold for the later ones', (t) => {
  t.deepEqual(codesOf(build('defaults\n timeout client 1s\nfrontend f from x\n')), ['3: unknown-defaults']);
});

test('log global takes the targets that global has so far, once', (t) => {
  const text = `global
 log 127.0.0.1 local0
defaults
 log global
frontend a
 bind :1
 log global
 log stdout format raw daemon
frontend b
 bind :2
 no log
global
 log /dev/log user
frontend c
 bind :3
`;
  const udp = { kind: 'udp', family: 'ipv4', address: '127.0.0.1', port: 514 };
  const targets = (name: string) => proxyOf(text, name).log.map(({ target }) => target);
  t.deepEqual(targets('a'), [udp, { kind: 'fd', fd: 1 }] as never);
  t.deepEqual(targets('b'), []);
  t.deepEqual(targets('c'), [udp] as never);
  t.is(modelOf(text).global.log.length, 2);
});

test('a log line gives format, facility, levels and length', (t) => {
  const { log } = proxyOf('frontend a\n bind :1\n log 10.0.0.9:5140 len 2000 format rfc5424 local3 info err\n', 'a');
  t.deepEqual(log, [
    {
      target: { kind: 'udp', family: 'ipv4', address: '10.0.0.9', port: 5140 },
      format: 'rfc5424',
      facility: 19,
      level: 6,
      minLevel: 3,
      lengthBytes: 2000,
    },
  ]);
});

test('what the other side of a proxy would need is left out', (t) => {
  const text = 'defaults\n maxconn 5\n default_backend b\nfrontend f\n bind :1\nbackend b\n bind :2\n';
  t.like(proxyOf(text, 'f'), { maxconn: 5, defaultBackend: 'b' });
  t.deepEqual(proxyOf(text, 'b').binds, []);
  t.is(proxyOf(text, 'b').maxconn, undefined);
  t.is(proxyOf(text, 'b').defaultBackend, undefined);
});

test('zero takes back a number or a timeout', (t) => {
  const text =
    'global\n maxconn 5\n maxconn 0\ndefaults\n timeout client 1s\n maxconn 5\nfrontend f\n bind :1\n timeout client 0\n maxconn 0\n';
  t.is(modelOf(text).global.maxconn, undefined);
  t.deepEqual(proxyOf(text, 'f').timeouts, {});
  t.is(proxyOf(text, 'f').maxconn, undefined);
});

test('words come from the environment, and a line ends at an empty one', (t) => {
  const text = 'listen l\n bind "${ADDRESS}:${PORT}" name "${NOTHING}" maxconn 5\n server s "$HOST:80" "$OPTIONS" weight 3\n';
  t.deepEqual(codesOf(build(text, { environment: { ADDRESS: '127.0.0.1', PORT: '81', HOST: '10.0.0.1' } })).slice(0, 1), [
    '2: missing-argument',
  ]);
  const proxy = proxyOf(text.replace('name "${NOTHING}" ', ''), 'l', {
    environment: { ADDRESS: '127.0.0.1', PORT: '81', HOST: '10.0.0.1' },
  });
  t.like(proxy.binds[0], { text: '127.0.0.1:81', maxconn: 5 });
  t.is(proxy.servers[0]?.weight, 1);
});

test('the model crosses to another thread unchanged', (t) => {
  const model = modelOf(`${two}listen l\n bind :9\n server s 10.0.0.1:80 check\n`);
  t.deepEqual(structuredClone(model), model);
});
