/** Opens a connection to find out whether somebody listens, and closes it at once. */
import { createConnection, type Socket } from 'node:net';
import type { Server } from '../../config/model.js';

export type ConnectResult =
  | { outcome: 'connected' }
  | { outcome: 'timeout' }
  /** `code`: name of the errno, e.g. ECONNREFUSED. */
  | { outcome: 'failed'; code: string };

/**
 * Tries once and calls `done` exactly once, never before it has returned. The function it returns gives up: `done` is not
 * called any more. `localAddress`: our side's, of `source`.
 */
export type Connector = (
  address: Server['address'],
  timeoutMs: number,
  done: (result: ConnectResult) => void,
  localAddress?: string,
) => () => void;

/** Real sockets, one at a time. The connection is reset rather than closed, so that checks leave no TIME_WAIT behind. */
export const connectSocket: Connector = (address, timeoutMs, done, localAddress) => {
  const socket =
    'path' in address
      ? createConnection({ path: address.family === 'abns' ? `\0${address.path}` : address.path })
      : createConnection({
          host: address.address,
          port: address.port,
          autoSelectFamily: false,
          ...(localAddress && { localAddress }),
        });
  const timer = setTimeout(() => finish({ outcome: 'timeout' }), timeoutMs);

  const release = (): void => {
    clearTimeout(timer);
    socket.removeAllListeners('connect').removeAllListeners('error');
    socket.on('error', ignore);
    reset(socket);
  };
  const finish = (result: ConnectResult): void => {
    release();
    done(result);
  };
  socket.on('connect', () => finish({ outcome: 'connected' }));
  socket.on('error', (error: NodeJS.ErrnoException) => finish({ outcome: 'failed', code: error.code ?? 'EIO' }));
  return release;
};

function reset(socket: Socket): void {
  // only an established TCP connection can be reset
  if (socket.readyState === 'open' && socket.remoteAddress !== undefined) socket.resetAndDestroy();
  else socket.destroy();
}

/** What still comes from a socket that is given up is of no interest. */
const ignore = (): void => {};
