import test from 'ava';
import { createRandom } from '#headrace/proxy/balance/algorithms/random.js';
import { defaultOptions } from '#headrace/proxy/balance/balancer.js';
import { anyone, farm, weighted } from './farm.js';

/** Numbers of a fixed stream in [0, 1). */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

test('one draw: each server about as often as its weight says', (t) => {
  const balancer = createRandom({ algorithm: 'random', draws: 1 }, weighted(1, 3), defaultOptions, chance(1));
  let second = 0;
  for (let i = 0; i < 10_000; i++) if (balancer.pick(anyone)?.index === 1) second += 1;
  t.true(Math.abs(second - 7500) < 1000, String(second));
});

test('of two drawn servers the one with fewer sessions for its weight is taken', (t) => {
  const servers = weighted(1, 1);
  servers[0]!.now.sessions = 5;
  const draws = [0.8, 0.9, 0.9, 0.8];
  const balancer = createRandom({ algorithm: 'random', draws: 2 }, servers, defaultOptions, () => draws.shift() ?? 0);
  t.is(balancer.pick(anyone), servers[1]);
  t.is(balancer.pick(anyone), servers[1]);
});

test('a free server is found although every draw hits a full one', (t) => {
  const servers = farm({ maxconn: 1 }, {}, { maxconn: 1 });
  servers[0]!.now.sessions = 1;
  servers[2]!.now.sessions = 1;
  const balancer = createRandom({ algorithm: 'random', draws: 3 }, servers, defaultOptions, () => 0);
  t.is(balancer.pick(anyone), servers[1]);
});
