/** The algorithms of `balance`, and the way to a backend's balancer. */
import type { Balance } from '../../config/model/balance.js';
import type { Proxy } from '../../config/model.js';
import type { ProxyEntry, ServerEntry } from '../inventory.js';
import { first } from './algorithms/first.js';
import { hash } from './algorithms/hash.js';
import { leastconn } from './algorithms/leastconn.js';
import { random } from './algorithms/random.js';
import { rdpCookie } from './algorithms/rdp-cookie.js';
import { roundrobin } from './algorithms/roundrobin.js';
import { source } from './algorithms/source.js';
import { staticRr } from './algorithms/static-rr.js';
import type { Algorithm, Balancer, BalancerOptions, Candidate } from './balancer.js';
import { defaultOptions } from './balancer.js';
import type { WeighedServer } from './weights.js';

/** In the order of the manual. */
export const algorithms: readonly Algorithm[] = [roundrobin, staticRr, leastconn, first, hash, source, random, rdpCookie];

/** Does something about the client designate its server? */
export function hashes({ algorithm }: Balance): boolean {
  return algorithm === 'source' || algorithm === 'hash' || algorithm === 'rdp-cookie';
}

/** Does the algorithm follow changes of weight, so that slow starts matter? */
export function followsWeights({ balance, hashType }: Pick<Proxy, 'balance' | 'hashType'>): boolean {
  if (hashes(balance)) return hashType?.method === 'consistent';
  return balance.algorithm !== 'static-rr';
}

/** A server as `Weights` wants it. Its proxy has a backend side. */
export function weighed(of: Pick<ProxyEntry, 'proxy' | 'backend'>, { server, rows }: ServerEntry): WeighedServer {
  return { rows, backend: of.backend!, slowstartSeconds: server.slowstartSeconds, dynamic: followsWeights(of.proxy) };
}

/** The balancer of one backend in one worker. `candidates` are all its servers, backups too, in order of appearance. */
export function createBalancer(
  balance: Balance,
  candidates: readonly Candidate[],
  options: Partial<BalancerOptions> = {},
): Balancer {
  const algorithm = algorithms.find(({ name }) => name === balance.algorithm);
  if (algorithm === undefined) throw new Error(`balance ${balance.algorithm} is not in the registry`);
  return algorithm.create(balance, candidates, { ...defaultOptions, ...options });
}
