import test from 'ava';
import { createBalancer } from '#headrace/proxy/balance/registry.js';
import { anyone, farm, sequence, weighted } from './farm.js';

const roundrobin = { algorithm: 'roundrobin' } as const;

test('equal weights take turns in order of appearance', (t) => {
  const balancer = createBalancer(roundrobin, weighted(1, 1, 1));
  t.is(
    sequence(() => balancer.pick(anyone), 9),
    '123123123',
  );
});

// Each line is what HAProxy 2.6 did with these weights.
const sequences: [number[], string][] = [
  [[1, 2, 3], '323132323132323'],
  [[3, 1, 1], '1121311213112'],
  [[2, 1, 1], '12131213121'],
  [[1, 1, 2], '31323132313'],
  [[5, 3, 1], '112132112112132112112'],
  [[16, 1], '111111111111111121111111111111111211'],
  [[4, 4, 3, 3, 1], '12312453124132142312453124132142312'],
  [[7, 7, 7, 2, 1], '12312312341231235123124312312312341231235123124312312'],
  [[10, 20, 30, 5], '32313232312343231323231234323132323123432313232312343231323231234'],
];

for (const [weights, expected] of sequences) {
  test(`weights ${weights.join(', ')} are spread as HAProxy spreads them`, (t) => {
    const balancer = createBalancer(roundrobin, weighted(...weights));
    t.is(
      sequence(() => balancer.pick(anyone), expected.length),
      expected,
    );
  });
}

test('a full server is passed over and loses the turn', (t) => {
  const servers = farm({ maxconn: 1 }, {}, {});
  const [first] = servers;
  const balancer = createBalancer(roundrobin, servers);
  first!.now.sessions = 1;
  t.is(
    sequence(() => balancer.pick(anyone), 4),
    '2323',
  );
});

test('when all are full nobody is picked, and the last one passed over comes first afterwards, as in HAProxy', (t) => {
  const servers = farm({ maxconn: 1 }, { maxconn: 1 });
  const balancer = createBalancer(roundrobin, servers);
  for (const server of servers) server.now.sessions = 1;
  t.is(balancer.pick(anyone), undefined);
  t.is(balancer.lastFailure, 'full');
  for (const server of servers) server.now.sessions = 0;
  t.is(
    sequence(() => balancer.pick(anyone), 4),
    '2121',
  );
});

test('a server that comes back waits one round', (t) => {
  const servers = weighted(4, 4, 4);
  const balancer = createBalancer(roundrobin, servers);
  t.is(
    sequence(() => balancer.pick(anyone), 5),
    '12312',
  );
  servers[0]!.now.up = false;
  balancer.refresh();
  servers[0]!.now.up = true;
  balancer.refresh();
  t.is(
    sequence(() => balancer.pick(anyone), 9),
    '321321321',
  );
});

test('a changed weight changes the shares', (t) => {
  const servers = weighted(1, 1);
  const balancer = createBalancer(roundrobin, servers);
  sequence(() => balancer.pick(anyone), 3);
  servers[1]!.now.weight = 9;
  balancer.refresh();
  const picks = sequence(() => balancer.pick(anyone), 100);
  t.true(Math.abs(picks.replaceAll('1', '').length - 90) <= 2, picks);
});
