import test from 'ava';
import type { Balancer } from '#headrace/proxy/balance/balancer.js';
import { createBalancer } from '#headrace/proxy/balance/registry.js';
import { anyone, sequence, weighted, type FakeServer } from './farm.js';

const leastconn = { algorithm: 'leastconn' } as const;

function open(balancer: Balancer): FakeServer | undefined {
  const server = balancer.pick(anyone) as FakeServer | undefined;
  if (server === undefined) return undefined;
  server.now.sessions += 1;
  balancer.took(server);
  return server;
}

function close(balancer: Balancer, server: FakeServer): void {
  server.now.sessions -= 1;
  balancer.dropped(server);
}

test('equal servers that are idle take turns', (t) => {
  const balancer = createBalancer(leastconn, weighted(1, 1, 1));
  const picks = sequence(() => {
    const server = open(balancer);
    if (server !== undefined) close(balancer, server);
    return server;
  }, 6);
  t.is(picks, '123123');
});

test('a server that holds sessions is left alone until the others hold as many', (t) => {
  const balancer = createBalancer(leastconn, weighted(1, 1));
  const first = open(balancer)!;
  const second = open(balancer)!;
  close(balancer, second);
  t.is(open(balancer), second);
  close(balancer, first);
  t.is(open(balancer), first);
});

// What HAProxy 2.6 did, all connections held.
test('weights 3 and 8: an idle server comes first, then (n + 1) / weight decides', (t) => {
  const balancer = createBalancer(leastconn, weighted(3, 8));
  t.is(
    sequence(() => open(balancer), 5),
    '12222',
  );
});

test('waiting sessions count, as many as there were when a session ended last', (t) => {
  const servers = weighted(1, 1);
  const balancer = createBalancer(leastconn, servers);
  servers[0]!.now.queued = 1;
  t.is(balancer.pick(anyone), servers[0]);
  balancer.dropped(servers[0]!);
  balancer.dropped(servers[1]!);
  t.is(balancer.pick(anyone), servers[1]);
});
