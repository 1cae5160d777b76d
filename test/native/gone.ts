import type { Socket } from 'node:net';

/** Resolves when the peer has ended or reset the connection; what it still sends is dropped. */
export function gone(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.once('end', resolve).once('close', resolve).resume();
  });
}
