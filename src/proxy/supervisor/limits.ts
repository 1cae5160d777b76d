/**
 * What the process may use: connections, descriptors, pipes. A client that is let in finds a descriptor for its server
 * too: `maxconn` counts two for each connection, and some stay in reserve for the process itself.
 */
import { availableParallelism } from 'node:os';
import type { Model } from '../../config/model.js';
import type { Native } from '../../native.js';

export interface Limits {
  nbthread: number;
  maxconn: number;
  maxpipes: number;
  maxFds: number;
}

/** Node itself, before any worker: its loop, its thread pool, standard streams, files being read. */
const OWN_FDS = 40;
/** A worker: its loop, message port, epoll set, doorbell. */
const WORKER_FDS = 12;
/** Beyond, a limit of descriptors stands for "no limit". */
const MOST_FDS = 1 << 20;
const LEAST_CONNECTIONS = 1;

/** `alert`: nothing can be started with these limits. */
export function computeLimits(model: Model, native: Pick<Native, 'nofile' | 'setNofile'>): Limits | { alert: string } {
  const { global } = model;
  const nbthread = global.nbthread ?? Math.min(availableParallelism(), 64);
  const splices = !global.nosplice && model.proxies.some(({ splice }) => splice.auto || splice.request || splice.response);
  const reserve = OWN_FDS + nbthread * WORKER_FDS + proxyFds(model, nbthread);
  const before = native.nofile();

  if (global.maxconn === undefined) {
    const most = Math.min(MOST_FDS, Math.max(before.soft, before.hard));
    const maxFds = Math.min(MOST_FDS, native.setNofile(most).soft);
    const maxconn = Math.floor((maxFds - reserve - (splices ? pipeFds(global.maxpipes, maxFds - reserve) : 0)) / 2);
    if (maxconn < LEAST_CONNECTIONS) return { alert: cannotRaise(reserve + 2 * LEAST_CONNECTIONS, maxFds) };
    return { nbthread, maxconn, maxpipes: pipes(model, maxconn, { maxFds, reserve, splices }), maxFds };
  }

  const { maxconn } = global;
  const needed = reserve + 2 * maxconn;
  const wished = needed + (splices ? 2 * (global.maxpipes ?? Math.ceil(maxconn / 4)) : 0);
  const maxFds = before.soft >= wished ? before.soft : native.setNofile(Math.max(needed, Math.min(wished, before.hard))).soft;
  if (maxFds < needed) return { alert: cannotRaise(needed, maxFds) };
  return { nbthread, maxconn, maxpipes: pipes(model, maxconn, { maxFds, reserve, splices }), maxFds };
}

/** Of `fds` descriptors, those of pipes: two for each, and no more than when every fourth connection has a pipe. */
function pipeFds(maxpipes: number | undefined, fds: number): number {
  const most = fds / 5;
  return maxpipes === undefined ? most : Math.min(2 * maxpipes, most);
}

/** Without a pipe a relay copies: pipes get what connections leave. */
function pipes({ global }: Model, maxconn: number, rest: { maxFds: number; reserve: number; splices: boolean }): number {
  if (!rest.splices) return global.maxpipes ?? Math.ceil(maxconn / 4);
  const left = Math.max(0, Math.floor((rest.maxFds - rest.reserve - 2 * maxconn) / 2));
  return Math.min(global.maxpipes ?? Math.ceil(maxconn / 4), left);
}

/** Listeners, health checks under way, log sockets (one a worker and one of the main thread). */
function proxyFds({ global, proxies }: Model, nbthread: number): number {
  let fds = 0;
  let logs = global.log.length;
  for (const proxy of proxies) {
    fds += proxy.binds.length;
    for (const server of proxy.servers) if (server.check !== undefined) fds += 1;
    logs += proxy.log.length;
  }
  return fds + Math.min(logs, 16) * (nbthread + 1);
}

/** HAProxy's words. */
function cannotRaise(needed: number, limit: number): string {
  return `[headrace.main()] Cannot raise FD limit to ${needed}, limit is ${limit}.`;
}
