/**
 * `backup`: the server is used only when no other one is up. `no-backup` takes it back.
 * Source: configuration.txt, section 5.2, "backup".
 */
import { serverParameter } from './parameter.js';

export const backup = serverParameter({
  name: 'backup',
  summary: 'Used only when no other server is up.',
  arguments: [],
  apply(server) {
    server.backup = true;
  },
});

export const noBackup = serverParameter({
  name: 'no-backup',
  summary: 'Takes back `backup`.',
  arguments: [],
  apply(server) {
    server.backup = false;
  },
});
