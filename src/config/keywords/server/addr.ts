/**
 * `addr <address>`: where the checks connect; the server's own address without it.
 * Source: configuration.txt, section 5.2, "addr".
 */
import { checkAddress } from '../../arguments/check-address.js';
import { serverParameter } from './parameter.js';

export const addr = serverParameter({
  name: 'addr',
  summary: "Address of the checks; the server's own without it.",
  arguments: [{ name: 'address', type: checkAddress }],
  apply(server, { address: { port, ...address } }) {
    server.check.address = address;
    if (port !== undefined) server.check.port = port;
  },
});
