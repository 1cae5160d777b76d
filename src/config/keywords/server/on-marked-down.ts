/**
 * `on-marked-down shutdown-sessions`: sessions end when their server goes down.
 * Source: configuration.txt, section 5.2, "on-marked-down".
 */
import { choice } from '../../arguments/choice.js';
import { serverParameter } from './parameter.js';

export const onMarkedDown = serverParameter({
  name: 'on-marked-down',
  summary: 'Ends the sessions of a server that goes down.',
  arguments: [{ name: 'action', type: choice({ what: 'action', words: ['shutdown-sessions'] }) }],
  apply(server, { action }) {
    server.onMarkedDown = action;
  },
});
