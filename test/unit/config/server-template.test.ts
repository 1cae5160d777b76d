import test from 'ava';
import { build, codesOf, modelOf, proxyOf } from './build.js';

const timeouts = ' timeout connect 1s\n timeout server 1s\n';

test('a template makes servers that differ in their names', (t) => {
  const { servers } = proxyOf(
    'backend b\n default-server check\n server-template s 2 10.0.0.1:80 weight 3\n server-template t 7-8 10.0.0.2:81\n',
    'b',
  );
  t.deepEqual(
    servers.map(({ id, name, weight, check }) => [id, name, weight, check !== undefined]),
    [
      [1, 's1', 3, true],
      [2, 's2', 3, true],
      [3, 't7', 1, true],
      [4, 't8', 1, true],
    ],
  );
  t.not(servers[0]?.check, servers[1]?.check);
});

test('ranges that are none, and names that are taken', (t) => {
  const codes = (range: string) => codesOf(build(`backend b\n${timeouts} server-template s ${range} 10.0.0.1:80\n`));
  for (const range of ['0', 'x', '3-1', '-2', '1-']) t.deepEqual(codes(range), ['4: invalid-number'], range);
  t.deepEqual(codes('1-99999'), ['4: number-out-of-range']);
  t.deepEqual(codes('2x'), ['4: malformed-number']);
  t.deepEqual(codesOf(build(`backend b\n${timeouts} server-template s 2 10.0.0.1:80\n server s2 10.0.0.1:81\n`)), [
    '5: duplicate-server',
  ]);
});

test('ids are as given, the others get the next that is free', (t) => {
  const model = modelOf(
    'backend a\n id 2\n server p 10.0.0.1:80\n server q 10.0.0.1:81 id 2\n server r 10.0.0.1:82\nbackend b\nbackend c\n',
  );
  t.deepEqual(
    model.proxies.map(({ id }) => id),
    [2, 1, 3],
  );
  t.deepEqual(
    model.proxies[0]?.servers.map(({ id }) => id),
    [1, 2, 3],
  );
});

test('ids that are taken or are none', (t) => {
  t.deepEqual(codesOf(build('backend a\n id 5\nbackend b\n id 5\n id 0\n')), ['4: duplicate-id', '5: number-out-of-range']);
  const servers = ' server s 10.0.0.1:80 id 5\n server t 10.0.0.1:80 id 5\n default-server id 6\n';
  t.deepEqual(codesOf(build(`backend a\n${timeouts}${servers}`)), ['5: duplicate-id', '6: wrong-line']);
  const binds = ' timeout client 1s\n bind :1 id 7\n bind :2 id 7\n bind :3-4 id 8\n bind :5 id x\n';
  t.deepEqual(codesOf(build(`frontend f\n${binds}`)), ['4: duplicate-id', '5: duplicate-id', '6: invalid-number']);
});
