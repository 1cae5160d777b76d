/**
 * `check`: the server is checked by TCP connection. `no-check` takes it back.
 * Source: configuration.txt, section 5.2, "check".
 */
import { serverParameter } from './parameter.js';

export const check = serverParameter({
  name: 'check',
  summary: 'Health checks by TCP connection.',
  arguments: [],
  apply(server) {
    server.checked = true;
  },
});

export const noCheck = serverParameter({
  name: 'no-check',
  summary: 'Takes back `check`.',
  arguments: [],
  apply(server) {
    server.checked = false;
  },
});
