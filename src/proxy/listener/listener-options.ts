/** What a `bind` line and its proxy ask of the listening socket; accepted connections inherit it. */
import type { Bind, Proxy } from '../../config/model.js';
import type { Keepalive } from '../../config/model/connection.js';
import type { SocketOptions } from '../../native.js';

const DEFER_ACCEPT_S = 1;

/** undefined: nothing is asked for. `backlog`: of the socket; as many connections may be under way with data in their first packet. */
export function listenerOptions({ connection }: Proxy, { address, socket }: Bind, backlog: number): SocketOptions | undefined {
  const keepalive = address.family === 'unix' || address.family === 'abns' ? undefined : connection?.clientKeepalive;
  if (socket === undefined && keepalive === undefined) return undefined;
  const { fastOpen, deferAccept, v6only: _, ...same } = socket ?? {};
  return {
    ...same,
    ...(fastOpen && { fastOpenQueue: backlog }),
    ...(deferAccept && { deferAcceptS: DEFER_ACCEPT_S }),
    ...(keepalive && keepaliveOptions(keepalive)),
  };
}

export function keepaliveOptions({ count, idleS, intervalS }: Keepalive): SocketOptions {
  return {
    keepalive: true,
    ...(count !== undefined && { keepaliveCount: count }),
    ...(idleS !== undefined && { keepaliveIdleS: idleS }),
    ...(intervalS !== undefined && { keepaliveIntervalS: intervalS }),
  };
}
