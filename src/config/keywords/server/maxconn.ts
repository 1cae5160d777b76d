/**
 * `maxconn <connections>`: most connections to the server at once; those beyond wait in the queue.
 * Source: configuration.txt, section 5.2, "maxconn".
 */
import { largestInteger, looseInteger } from '../../arguments/integer.js';
import { serverParameter } from './parameter.js';

export const maxconn = serverParameter({
  name: 'maxconn',
  summary: 'Most connections to this server; the others wait in the queue. 0: no bound.',
  arguments: [{ name: 'connections', type: looseInteger({ min: 0, max: largestInteger }) }],
  apply(server, { connections }) {
    server.maxconn = connections;
  },
});
