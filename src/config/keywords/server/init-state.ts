/**
 * `init-state <state>`: what a server is thought to be before its first check.
 * Source: configuration.txt of HAProxy 3.1, section 5.2, "init-state".
 */
import { choice } from '../../arguments/choice.js';
import { serverParameter } from './parameter.js';

export const initState = serverParameter({
  name: 'init-state',
  summary: 'State before the first check: `fully-up`, `up` (without it), `down`, `fully-down`.',
  arguments: [{ name: 'state', type: choice({ what: 'state', words: ['fully-up', 'up', 'down', 'fully-down'] }) }],
  apply(server, { state }) {
    server.initState = state;
  },
});
