/** What a `bind` line and its proxy ask of the listening socket; accepted connections inherit it. */
import type { Bind, Proxy } from '../../config/model.js';
import type { Keepalive } from '../../config/model/connection.js';
import type { SocketOptions } from '../../native.js';

/** So many connections may be under way with data in their first packet, as in HAProxy. */
const FAST_OPEN_QUEUE = 1024;
const DEFER_ACCEPT_S = 1;

/** undefined: nothing is asked for. */
export function listenerOptions({ connection }: Proxy, { address, socket }: Bind): SocketOptions | undefined {
  const keepalive = address.family === 'unix' || address.family === 'abns' ? undefined : connection?.clientKeepalive;
  if (socket === undefined && keepalive === undefined) return undefined;
  const { fastOpen, deferAccept, v6only: _, ...same } = socket ?? {};
  return {
    ...same,
    ...(fastOpen && { fastOpenQueue: FAST_OPEN_QUEUE }),
    ...(deferAccept && { deferAcceptS: DEFER_ACCEPT_S }),
    ...(keepalive && keepaliveOptions(keepalive)),
  };
}

export function keepaliveOptions({ count, idleMs, intervalMs }: Keepalive): SocketOptions {
  return {
    keepalive: true,
    ...(count !== undefined && { keepaliveCount: count }),
    ...(idleMs !== undefined && { keepaliveIdleS: Math.max(1, Math.floor(idleMs / 1000)) }),
    ...(intervalMs !== undefined && { keepaliveIntervalS: Math.max(1, Math.floor(intervalMs / 1000)) }),
  };
}
