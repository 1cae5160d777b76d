/**
 * `cc <algorithm>`: the congestion control algorithm of connections to this server; what the kernel does not have is passed over.
 * Of versions newer than 2.6.
 */
import { anyName } from '../../arguments/name.js';
import { serverParameter } from './parameter.js';

export const cc = serverParameter({
  name: 'cc',
  summary: 'Congestion control algorithm of connections to this server.',
  arguments: [{ name: 'algorithm', type: anyName }],
  apply(server, { algorithm }) {
    server.connection = { ...server.connection, congestion: algorithm };
  },
});
