import test from 'ava';
import { createBalancer } from '#headrace/proxy/balance/registry.js';
import { weightMap } from '#headrace/proxy/balance/weight-map.js';
import { farm, ipv4, ipv6, sequence, unixClient, weighted } from './farm.js';

const source = { algorithm: 'source' } as const;

// Found by connecting from consecutive addresses to HAProxy 2.6.
const maps: [number[], string][] = [
  [[1, 1, 1], '123'],
  [[1, 2, 3], '132323'],
  [[5, 3, 1], '112121213'],
  [[1, 1, 1, 1, 1, 2], '1236456'],
];

for (const [weights, expected] of maps) {
  test(`weights ${weights.join(', ')} fill the map as HAProxy fills it`, (t) => {
    t.is(
      weightMap(weighted(...weights))
        .map(({ index }) => index + 1)
        .join(''),
      expected,
    );
  });
}

test('an IPv4 address is taken as a number, modulo the slots', (t) => {
  const balancer = createBalancer(source, weighted(...Array<number>(61).fill(1)));
  t.is(balancer.pick(ipv4('127.0.0.1'))?.server.name, 's41');
  t.is(balancer.pick(ipv4('127.0.0.21'))?.server.name, 's61');
  t.is(balancer.pick(ipv4('127.0.0.22'))?.server.name, 's1');
});

test('the words of an IPv6 address are xored', (t) => {
  const balancer = createBalancer(source, weighted(...Array<number>(61).fill(1)));
  t.is(balancer.pick(ipv6(0, 0, 0, 0, 0, 0, 0, 1))?.server.name, 's2');
  t.is(balancer.pick(ipv6(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1))?.server.name, 's28');
  t.is(balancer.pick(ipv6(0x2001, 0xdb8, 0, 0, 0x78db, 0x9b49, 0x34d2, 0xcac8))?.server.name, 's21');
  t.is(balancer.pick(ipv6(0, 0, 0, 0, 0, 0xffff, 0x7f00, 1))?.server.name, 's60');
});

test('a client keeps its server while that is full or has just failed', (t) => {
  const servers = farm({ maxconn: 1 }, { maxconn: 1 }, { maxconn: 1 });
  const balancer = createBalancer(source, servers);
  const client = ipv4('127.0.0.1');
  const server = balancer.pick(client);
  servers[server!.index]!.now.sessions = 1;
  t.is(balancer.pick(client), server);
  t.is(balancer.pick(client, server), server);
});

test('a server that goes down leaves the map', (t) => {
  const servers = weighted(1, 2, 3);
  const balancer = createBalancer(source, servers);
  servers[2]!.now.up = false;
  balancer.refresh();
  // as HAProxy 2.6 after "disable server": addresses 127.0.0.1 to 127.0.0.6
  const picks = [1, 2, 3, 4, 5, 6].map((host) => balancer.pick(ipv4(`127.0.0.${host}`))!.index + 1);
  t.deepEqual(picks, [2, 1, 2, 2, 1, 2]);
});

test('clients of a unix socket walk round the map', (t) => {
  const balancer = createBalancer(source, weighted(1, 2, 3));
  t.is(
    sequence(() => balancer.pick(unixClient), 12),
    '132323132323',
  );
});
