import test from 'ava';
import { createBalancer } from '#headrace/proxy/balance/registry.js';
import { anyone, farm } from './farm.js';

test('the first server with a free place is taken, whatever the weights', (t) => {
  const servers = farm({ weight: 1, maxconn: 2 }, { weight: 200, maxconn: 1 }, { weight: 5, maxconn: 1 });
  const balancer = createBalancer({ algorithm: 'first' }, servers);
  t.is(balancer.pick(anyone), servers[0]);
  servers[0]!.now.sessions = 2;
  t.is(balancer.pick(anyone), servers[1]);
  servers[1]!.now.sessions = 1;
  t.is(balancer.pick(anyone), servers[2]);
  servers[0]!.now.sessions = 1;
  t.is(balancer.pick(anyone), servers[0]);
});
