/**
 * `minconn <minconn>`: the limit of sessions while the backend is idle; it grows up to `maxconn` at the backend's `fullconn`.
 * Source: configuration.txt, section 5.2, "minconn".
 */
import { largestInteger, looseInteger } from '../../arguments/integer.js';
import { serverParameter } from './parameter.js';

export const minconn = serverParameter({
  name: 'minconn',
  summary: 'Limit of connections at a low load; it grows up to `maxconn` with the load of the backend.',
  arguments: [{ name: 'connections', type: looseInteger({ min: 0, max: largestInteger }) }],
  apply(server, { connections }) {
    server.minconn = connections;
  },
});
