/**
 * `hash-key {id|addr|addr-port}`: what places the server on the ring of a consistent hash: its id, or its address (and port),
 * so that proxies that list the same servers in another order choose alike.
 * Source: the manual of HAProxy 3.0, section 5.2, "hash-key".
 */
import { choice } from '../../arguments/choice.js';
import { serverParameter } from './parameter.js';

const key = choice({ what: 'key of hash-key', words: ['id', 'addr', 'addr-port'] });

export const hashKey = serverParameter({
  name: 'hash-key',
  summary: 'What places the server on the ring of a consistent hash: its id, its address, or address and port.',
  arguments: [{ name: 'key', type: key }],
  apply(server, { key }) {
    if (key === 'id') delete server.hashKey;
    else server.hashKey = key;
  },
});
