/**
 * `tcp-ut <delay>`: a connection whose data are not acknowledged for so long is dead.
 * Source: configuration.txt, section 5.2, "tcp-ut".
 */
import { time } from '../../arguments/time.js';
import { serverParameter } from './parameter.js';

export const tcpUt = serverParameter({
  name: 'tcp-ut',
  summary: 'How long sent data may stay unacknowledged.',
  arguments: [{ name: 'delay', type: time }],
  apply(server, { delay }) {
    server.connection = { ...server.connection, userTimeoutMs: delay };
  },
});
