import test from 'ava';
import type { Proxy } from '#headrace/config/model.js';
import { fullconns, limitRange, sessionLimit } from '#headrace/proxy/plan/session-limit.js';

test('the limit grows with the load of the backend as HAProxy 2.6 lets it grow', (t) => {
  // [load, sessions that were let through] with fullconn 20 minconn 2 maxconn 10, and fullconn 100 minconn 2 maxconn 50
  const small = limitRange({ minconn: 2, maxconn: 10 }, 20);
  const seen: [number, number][] = [
    [3, 2],
    [5, 2],
    [8, 4],
    [10, 5],
    [15, 7],
    [18, 9],
    [19, 9],
    [20, 10],
    [25, 10],
  ];
  for (const [load, limit] of seen) t.is(sessionLimit(small, load, 100), limit, `load ${load}`);
  t.is(sessionLimit(limitRange({ minconn: 2, maxconn: 50 }, 100), 25, 100), 12);
});

test('a maxconn below minconn is raised to it; without either there is no bound', (t) => {
  t.is(sessionLimit(limitRange({ minconn: 10, maxconn: 4 }, 50), 1, 100), 10);
  t.is(sessionLimit(limitRange({ minconn: 10, maxconn: 0 }, 50), 1, 100), 10);
  t.is(sessionLimit(limitRange({ maxconn: 0 }, 50), 1, 0), 0);
});

test('a slow start takes its percent of the limit, one session at least', (t) => {
  const range = limitRange({ maxconn: 40 }, 1);
  t.deepEqual(
    [0, 12, 25, 50, 100].map((percent) => sessionLimit(range, 0, percent)),
    [1, 4, 10, 20, 40],
  );
});

test('fullconn without a number is a tenth of what the frontends carry', (t) => {
  const proxy = (one: Partial<Proxy>): Proxy => one as Proxy;
  const found = fullconns(
    {
      proxies: [
        proxy({ name: 'a', kind: 'frontend', defaultBackend: 'app', maxconn: 300 }),
        proxy({ name: 'b', kind: 'frontend', defaultBackend: 'app' }),
        proxy({ name: 'app', kind: 'backend' }),
        proxy({ name: 'set', kind: 'backend', fullconn: 7 }),
        proxy({ name: 'alone', kind: 'listen', maxconn: 50 }),
      ],
    },
    1000,
  );
  t.is(found.get('app'), 130);
  t.is(found.get('set'), 7);
  t.is(found.get('alone'), 5);
});
