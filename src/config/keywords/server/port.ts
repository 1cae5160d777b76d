/**
 * `port <port>`: where the checks connect; 0 is the server's own port.
 * Source: configuration.txt, section 5.2, "port".
 */
import { looseInteger } from '../../arguments/integer.js';
import { serverParameter } from './parameter.js';

export const port = serverParameter({
  name: 'port',
  summary: "Port of the checks; the server's own without it.",
  arguments: [{ name: 'port', type: looseInteger({ min: 0, max: 65535 }) }],
  apply(server, { port }) {
    if (port > 0) server.check.port = port;
    else delete server.check.port;
  },
});
