/**
 * `disabled`: the server starts in maintenance. `enabled` takes it back.
 * Source: configuration.txt, section 5.2, "disabled".
 */
import { serverParameter } from './parameter.js';

export const disabled = serverParameter({
  name: 'disabled',
  summary: 'Starts in maintenance: no connections, no checks.',
  arguments: [],
  apply(server) {
    server.disabled = true;
  },
});

export const enabled = serverParameter({
  name: 'enabled',
  summary: 'Takes back `disabled`.',
  arguments: [],
  apply(server) {
    server.disabled = false;
  },
});
