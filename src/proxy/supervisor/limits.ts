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
  /** What could not be had (`no strict-limits`). */
  warning?: string;
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
  const { descriptors, mostDescriptors = MOST_FDS, strictLimits } = global.process;
  if (descriptors !== undefined) native.setNofile(descriptors);
  const before = native.nofile();
  if (descriptors !== undefined && before.soft < descriptors && strictLimits)
    return { alert: cannotRaise(descriptors, before.soft) };

  if (global.maxconn === undefined) {
    const most = descriptors ?? Math.min(mostDescriptors, MOST_FDS, Math.max(before.soft, before.hard));
    const maxFds = Math.min(most, native.setNofile(most).soft);
    const maxconn = Math.floor((maxFds - reserve - (splices ? pipeFds(global.maxpipes, maxFds - reserve) : 0)) / 2);
    if (maxconn < LEAST_CONNECTIONS) return { alert: cannotRaise(reserve + 2 * LEAST_CONNECTIONS, maxFds) };
    return { nbthread, maxconn, maxpipes: pipes(model, maxconn, { maxFds, reserve, splices }), maxFds };
  }

  const { maxconn } = global;
  const needed = reserve + 2 * maxconn;
  const wished = needed + (splices ? 2 * (global.maxpipes ?? Math.ceil(maxconn / 4)) : 0);
  const enough = before.soft >= wished || descriptors !== undefined;
  const maxFds = enough ? before.soft : native.setNofile(Math.max(needed, Math.min(wished, before.hard))).soft;
  if (maxFds < needed) {
    const fitting = Math.floor((maxFds - reserve) / 2);
    if (strictLimits || fitting < LEAST_CONNECTIONS) return { alert: cannotRaise(needed, maxFds) };
    const warning = `${cannotRaise(needed, maxFds)} maxconn is lowered to ${fitting}.`;
    return { nbthread, maxconn: fitting, maxpipes: pipes(model, fitting, { maxFds, reserve, splices }), maxFds, warning };
  }
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
    for (const { check, agent } of proxy.servers) fds += (check === undefined ? 0 : 1) + (agent === undefined ? 0 : 1);
    logs += proxy.log.length;
  }
  return fds + Math.min(logs, 16) * (nbthread + 1);
}

/** A worker that has no more room than this moves nothing well. */
const LEAST_BUFFERS = 16;
const MEBIBYTE = 1 << 20;

/**
 * Buffers of each worker: two for each connection there may be, within what JavaScript can address, and within what `-m`
 * leaves beside the program itself. Where there is none, a read waits for one.
 */
export function computeBuffers(
  model: Model,
  limits: { nbthread: number; slots: number },
  residentBytes: number,
): number | { alert: string } {
  const { bufferSizeBytes, process: settings } = model.global;
  // All of them together are one piece of memory to TypeScript, and Node 20 knows none above 4 GiB.
  const most = Math.min(2 * limits.slots, 1 << 17, Math.floor(2 ** 32 / bufferSizeBytes));
  if (settings.memoryMb === undefined) return most;
  const left = settings.memoryMb * MEBIBYTE - residentBytes;
  const buffers = Math.floor(left / bufferSizeBytes / limits.nbthread);
  if (buffers >= LEAST_BUFFERS) return Math.min(most, buffers);
  const least = Math.ceil((residentBytes + LEAST_BUFFERS * limits.nbthread * bufferSizeBytes) / MEBIBYTE);
  return { alert: `[headrace.main()] -m ${settings.memoryMb}: the program needs at least ${least} MB.` };
}

/** HAProxy's words. */
function cannotRaise(needed: number, limit: number): string {
  return `[headrace.main()] Cannot raise FD limit to ${needed}, limit is ${limit}.`;
}
