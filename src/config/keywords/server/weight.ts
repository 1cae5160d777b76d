/**
 * `weight <weight>`: the server's share of the connections.
 * Source: configuration.txt, section 5.2, "weight".
 */
import { looseInteger } from '../../arguments/integer.js';
import { serverParameter } from './parameter.js';

export const weight = serverParameter({
  name: 'weight',
  summary: 'Share of the connections, 0 to 256; 1 without it.',
  arguments: [{ name: 'weight', type: looseInteger({ min: 0, max: 256 }) }],
  apply(server, { weight }) {
    server.weight = weight;
  },
});
