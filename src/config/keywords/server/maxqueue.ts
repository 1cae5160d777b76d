/**
 * `maxqueue <maxqueue>`: most sessions that wait for this very server; those beyond go elsewhere. 0: no bound.
 * Source: configuration.txt, section 5.2, "maxqueue".
 */
import { largestInteger, looseInteger } from '../../arguments/integer.js';
import { serverParameter } from './parameter.js';

export const maxqueue = serverParameter({
  name: 'maxqueue',
  summary: 'Most connections that wait for this server; the others go elsewhere. 0: no bound.',
  arguments: [{ name: 'connections', type: looseInteger({ min: 0, max: largestInteger }) }],
  apply(server, { connections }) {
    server.maxqueue = connections;
  },
});
