/** The algorithms of `balance`, and the way to a backend's balancer. */
import type { Balance } from '../../config/model.js';
import { first } from './algorithms/first.js';
import { leastconn } from './algorithms/leastconn.js';
import { random } from './algorithms/random.js';
import { roundrobin } from './algorithms/roundrobin.js';
import { source } from './algorithms/source.js';
import type { Algorithm, Balancer, Candidate } from './balancer.js';

/** In the order of the manual. */
export const algorithms: readonly Algorithm[] = [roundrobin, leastconn, first, source, random];

/** The balancer of one backend in one worker. `candidates` are all its servers, backups too, in order of appearance. */
export function createBalancer(balance: Balance, candidates: readonly Candidate[]): Balancer {
  const algorithm = algorithms.find(({ name }) => name === balance.algorithm);
  if (algorithm === undefined) throw new Error(`balance ${balance.algorithm} is not in the registry`);
  return algorithm.create(balance, candidates);
}
