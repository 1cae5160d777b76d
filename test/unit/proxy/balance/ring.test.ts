import test from 'ava';
import type { Server } from '#headrace/config/model.js';
import { createBalancer } from '#headrace/proxy/balance/registry.js';
import { Ring } from '#headrace/proxy/balance/ring.js';
import { anyone, farm, ipv4, sequence, unixClient, weighted, type FakeServer } from './farm.js';

const consistent = { method: 'consistent', function: 'sdbm', avalanche: true } as const;

// Found by letting HAProxy 2.6 take turns on its ring: `balance hash` of a sample that is not there.
const rings: [number[], string][] = [
  [[1, 1, 1], '332131123111223133231233121323211321223213213212'],
  [[1, 2, 3], '3333333333321313123113122333133233312323'],
];

for (const [weights, expected] of rings) {
  test(`weights ${weights.join(', ')} lie on the ring as HAProxy lays them`, (t) => {
    const balancer = createBalancer({ algorithm: 'source' }, weighted(...weights), { hashType: consistent });
    t.is(
      sequence(() => balancer.pick(unixClient), expected.length),
      expected,
    );
  });
}

test('a server that goes down leaves the ring; the others keep their points and the turn goes on', (t) => {
  const servers = weighted(1, 1, 1);
  const balancer = createBalancer({ algorithm: 'source' }, servers, { hashType: consistent });
  sequence(() => balancer.pick(unixClient), 40);
  servers[0]!.now.up = false;
  balancer.refresh();
  t.is(
    sequence(() => balancer.pick(unixClient), 8),
    '32322332',
  );
  servers[0]!.now.up = true;
  balancer.refresh();
  t.is(
    sequence(() => balancer.pick(unixClient), 10),
    '1311231112',
  );
});

test('hash-balance-factor spreads one client over the servers as HAProxy does', (t) => {
  // 30 held connections from 127.33.1.7
  const key = { ...anyone, a0: new Int32Array(Uint8Array.of(127, 33, 1, 7).buffer)[0] ?? 0 };
  const sequences: [number[], number, string][] = [
    [[1, 1, 1], 101, '213213213213213213213213213213'],
    [[1, 1, 1, 1, 1, 1, 1], 150, '527173251752317523712517523175'],
    [[5, 1, 1], 200, '211112112111211211121121112112'],
  ];
  for (const [weights, hashBalanceFactor, expected] of sequences) {
    const servers = weighted(...weights);
    const balancer = createBalancer({ algorithm: 'source' }, servers, { hashType: consistent, hashBalanceFactor });
    const got = sequence(() => {
      const picked = balancer.pick(key);
      servers[picked!.index]!.now.sessions += 1;
      return picked;
    }, expected.length);
    t.is(got, expected);
  }
});

const clients = Array.from({ length: 200 }, (_, n) => ipv4(`10.${n}.7.${255 - n}`));

/** The port of the server that each client gets. */
function portsOf(hashKey: Server['hashKey'], ports: readonly number[], host = (_: number) => '192.0.2.1'): number[] {
  const servers = farm(...ports.map((port) => ({ hashKey, address: { family: 'ipv4', address: host(port), port } as const })));
  const balancer = createBalancer({ algorithm: 'source' }, servers, { hashType: consistent });
  return clients.map((client) => ports[balancer.pick(client)!.index]!);
}

test('hash-key: by id the order of the servers decides, by address and port it does not matter', (t) => {
  const perPort = (port: number) => `192.0.2.${port}`;
  t.notDeepEqual(portsOf(undefined, [1, 2, 3], perPort), portsOf(undefined, [3, 1, 2], perPort));
  t.deepEqual(portsOf('addr', [1, 2, 3], perPort), portsOf('addr', [3, 1, 2], perPort));
  t.deepEqual(portsOf('addr-port', [1, 2, 3]), portsOf('addr-port', [3, 1, 2]));
  // one address: all on the same points, and those in the middle get nobody
  t.deepEqual(new Set(portsOf('addr', [1, 2, 3])), new Set([1, 3]));
  t.is(new Set(portsOf('addr-port', [1, 2, 3])).size, 3);
});

test('hash-key: servers without an address of their own keep the points of their id', (t) => {
  const servers = farm({ hashKey: 'addr', address: { family: 'unix', path: '/run/a' } }, {});
  const byId = weighted(1, 1);
  const [got, expected] = [servers, byId].map((all) => {
    const balancer = createBalancer({ algorithm: 'source' }, all, { hashType: consistent });
    return clients.map((client) => balancer.pick(client)!.index);
  });
  t.deepEqual(got, expected);
});

test('hash-preserve-affinity: servers at their maxconn, or at their maxqueue, are passed over along the ring', (t) => {
  const key = clients[0]!;
  const servers = farm(...Array.from({ length: 5 }, () => ({ maxconn: 1, maxqueue: 2 })));
  const [always, saturated, queueFull] = ([undefined, 'saturated', 'queue-full'] as const).map((passesOver) =>
    createBalancer({ algorithm: 'source' }, servers, { hashType: consistent, passesOver }),
  );
  const own = always!.pick(key) as FakeServer;
  const pickAll = () => [always, saturated, queueFull].map((balancer) => balancer!.pick(key) as FakeServer);
  t.deepEqual(pickAll(), [own, own, own]);

  own.now.sessions = 1;
  own.now.queued = 1;
  const [, other] = pickAll();
  t.not(other, own);
  t.deepEqual(pickAll(), [own, other, own]);

  own.now.queued = 2;
  t.deepEqual(pickAll(), [own, other, other]);

  for (const { now } of servers) Object.assign(now, { sessions: 1, queued: 2 });
  const [mine, last, lastToo] = pickAll();
  t.is(mine, own);
  t.is(last, lastToo, 'all are saturated: the one before the first on the ring');
});

test('a look-up takes as many steps as a binary search, and a rebuild as many points as the weights have sixteenths', (t) => {
  const servers = farm(...Array.from({ length: 10_000 }, () => ({})));
  t.is(Ring.pointsOf(servers), 160_000);
  let read = 0;
  const ring = new Ring();
  ring.rebuild(servers);
  t.is(ring.size, 160_000);
  const point = ring.point.bind(ring);
  ring.point = (position) => {
    read += 1;
    return point(position);
  };
  for (let i = 0; i < 100; i++) ring.nearest((i * 0x9e3779b1) >>> 0);
  t.true(read <= 100 * (18 + 2), String(read));
});

test('10,000 servers: a refresh asks each of them a bounded number of times', (t) => {
  for (const algorithm of ['roundrobin', 'leastconn', 'first', 'source'] as const) {
    let asked = 0;
    const servers = farm(...Array.from({ length: 10_000 }, () => ({}))).map((server) => ({
      ...server,
      usable: () => {
        asked += 1;
        return server.usable();
      },
    }));
    const balancer = createBalancer({ algorithm }, servers);
    asked = 0;
    balancer.refresh();
    t.true(asked <= 4 * servers.length, `${algorithm}: ${asked}`);
  }
});
