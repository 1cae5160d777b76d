/**
 * `log-proto <legacy|octet-count>`: how lines to a server of a ring are told apart, RFC 6587. Other servers do not look at it.
 * Source: configuration.txt, section 5.2, "log-proto".
 */
import { choice } from '../../arguments/choice.js';
import { serverParameter } from './parameter.js';

export const logProto = serverParameter({
  name: 'log-proto',
  summary: 'How lines to a server of a ring are told apart: by newlines, or by their length before them.',
  arguments: [{ name: 'protocol', type: choice({ what: 'log protocol', words: ['legacy', 'octet-count'] }) }],
  apply(server, { protocol }) {
    server.logProtocol = protocol;
  },
});
