/**
 * `shards <number> | by-thread | by-group`: how many sockets share the address.
 * Source: configuration.txt, section 5.1, "shards".
 */
import { anyName } from '../../arguments/name.js';
import { bindParameter } from './parameter.js';

export const shards = bindParameter({
  name: 'shards',
  status: 'accepted without effect',
  reason: 'All workers share one socket, and hand connections to those that have fewer.',
  summary: 'How many sockets share the address.',
  arguments: [{ name: 'shards', type: anyName }],
});
