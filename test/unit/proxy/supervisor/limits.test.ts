import test from 'ava';
import type { Global, Model } from '#headrace/config/model.js';
import { documentedGlobal } from '#headrace/config/sections.js';
import { documentedProcess } from '#headrace/config/model/process.js';
import { computeBuffers, computeLimits } from '#headrace/proxy/supervisor/limits.js';

function model(global: Partial<Global>): Model {
  return { global: { ...documentedGlobal(), nosplice: true, nbthread: 1, ...global }, proxies: [] };
}

/** A system whose limit can be raised up to `hard`. */
function system(soft: number, hard: number) {
  const raised: number[] = [];
  return {
    raised,
    nofile: () => ({ soft, hard }),
    setNofile: (limit: number) => {
      raised.push(limit);
      return { soft: Math.min(limit, hard), hard };
    },
  };
}

test('without maxconn: as many connections as two descriptors each allow, less a reserve', (t) => {
  const limits = computeLimits(model({}), system(1024, 10_000));
  if ('alert' in limits) return t.fail(limits.alert);
  t.is(limits.maxFds, 10_000);
  t.true(limits.maxconn > 4_900 && limits.maxconn < 5_000, `${limits.maxconn}`);
});

test('maxconn raises the soft limit as far as it needs to', (t) => {
  const machine = system(1024, 10_000);
  const limits = computeLimits(model({ maxconn: 2000 }), machine);
  if ('alert' in limits) return t.fail(limits.alert);
  t.is(limits.maxconn, 2000);
  t.true(machine.raised[0]! >= 4000 && machine.raised[0]! < 4200, machine.raised.join());
});

test('a limit that is high enough is left alone', (t) => {
  const machine = system(100_000, 100_000);
  computeLimits(model({ maxconn: 2000 }), machine);
  t.deepEqual(machine.raised, []);
});

test("more than the hard limit allows: an alert in HAProxy's words", (t) => {
  const limits = computeLimits(model({ maxconn: 20_000 }), system(1024, 1024));
  t.regex('alert' in limits ? limits.alert : '', /^\[headrace\.main\(\)\] Cannot raise FD limit to 4\d{4}, limit is 1024\.$/);
});

/** The model of a proxy that splices. */
function splicingModel(global: Partial<Global>): Model {
  const splicing = model({ nosplice: false, ...global });
  splicing.proxies.push({
    span: { file: '', line: 1, column: 1, length: 1 },
    id: 1,
    name: 'p',
    kind: 'listen',
    mode: 'tcp',
    disabled: false,
    binds: [],
    balance: { algorithm: 'roundrobin' },
    servers: [],
    redispatchInterval: 0,
    retries: 3,
    splice: { auto: true, request: false, response: false },
    timeouts: {},
    log: [],
    logging: { options: { notNull: false, notNormal: false, separateErrors: false, early: false } },
  });
  return splicing;
}

test('pipes get only what connections leave', (t) => {
  const limits = computeLimits(splicingModel({ maxconn: 450 }), system(1000, 1000));
  if ('alert' in limits) return t.fail(limits.alert);
  t.is(limits.maxconn, 450);
  t.true(limits.maxpipes >= 0 && limits.maxpipes < 112, `${limits.maxpipes}`);
});

test('maxpipes without maxconn: connections leave room for so many pipes', (t) => {
  for (const maxpipes of [1, 50]) {
    const limits = computeLimits(splicingModel({ maxpipes }), system(1000, 1000));
    if ('alert' in limits) return t.fail(limits.alert);
    t.is(limits.maxpipes, maxpipes);
    t.true(limits.maxconn > 400, `${limits.maxconn}`);
  }
});

test('a very large maxpipes does not take the descriptors of connections', (t) => {
  const limits = computeLimits(splicingModel({ maxpipes: 100_000 }), system(1000, 1000));
  if ('alert' in limits) return t.fail(limits.alert);
  t.true(limits.maxconn > 350, `${limits.maxconn}`);
  t.true(limits.maxpipes > 80, `${limits.maxpipes}`);
});

const settings = (process: object) => model({ process: { ...documentedProcess(), ...process } });

test('ulimit-n is the limit, and maxconn follows from it', (t) => {
  const machine = { ...system(1000, 100_000), nofile: () => ({ soft: 5000, hard: 100_000 }) };
  const limits = computeLimits(settings({ descriptors: 5000 }), machine);
  t.true('maxFds' in limits && limits.maxFds === 5000 && limits.maxconn > 2000 && limits.maxconn < 2500);
  t.is(machine.raised[0], 5000);
});

test('ulimit-n that cannot be had is an alert, or with no strict-limits nothing', (t) => {
  t.deepEqual(computeLimits(settings({ descriptors: 5000 }), system(1000, 1000)), {
    alert: '[headrace.main()] Cannot raise FD limit to 5000, limit is 1000.',
  });
  t.true('maxconn' in computeLimits(settings({ descriptors: 5000, strictLimits: false }), system(1000, 1000)));
});

test('fd-hard-limit bounds what is taken by itself', (t) => {
  const limits = computeLimits(settings({ mostDescriptors: 3000 }), system(1024, 100_000));
  t.true('maxFds' in limits && limits.maxFds === 3000);
});

test('no strict-limits: maxconn becomes what there is room for, with a warning', (t) => {
  const limits = computeLimits(
    model({ maxconn: 10_000, process: { ...documentedProcess(), strictLimits: false } }),
    system(1000, 1000),
  );
  t.true('maxconn' in limits && limits.maxconn < 500);
  t.regex('warning' in limits ? limits.warning : '', /Cannot raise FD limit to \d+, limit is 1000\. maxconn is lowered to \d+\./);
});

test('-m leaves buffers what the program itself does not need', (t) => {
  const of = (memoryMb: number, nbthread: number) =>
    computeBuffers(settings({ memoryMb }), { nbthread, slots: 1000 }, 60 * 2 ** 20);
  t.is(of(1000, 1), 2000);
  t.is(of(76, 1), 1024);
  t.is(of(76, 2), 512);
  t.deepEqual(of(60, 1), { alert: '[headrace.main()] -m 60: the program needs at least 61 MB.' });
});
