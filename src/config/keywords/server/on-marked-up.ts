/**
 * `on-marked-up shutdown-backup-sessions`: sessions on backups end when the server comes up.
 * Source: configuration.txt, section 5.2, "on-marked-up".
 */
import { choice } from '../../arguments/choice.js';
import { serverParameter } from './parameter.js';

export const onMarkedUp = serverParameter({
  name: 'on-marked-up',
  summary: 'Ends the sessions of backups when the server comes up.',
  arguments: [{ name: 'action', type: choice({ what: 'action', words: ['shutdown-backup-sessions'] }) }],
  apply(server, { action }) {
    server.onMarkedUp = action;
  },
});
