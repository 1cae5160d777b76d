/**
 * The address of `server`: `<address>:<port>`, `unix@path` or `abns@name`.
 * HAProxy also connects to the address or the port that the client connected to, when one of them is left out; that is
 * refused, since nothing here follows the client's choice yet.
 */
import type { Server } from '../model.js';
import type { ArgumentType } from '../registry.js';
import { parseEndpoint } from './address.js';

export const serverAddress: ArgumentType<Server['address']> = {
  notation: '<address>:<port>',
  parse(word, place) {
    const endpoint = parseEndpoint(word, 'stream', place);
    switch (endpoint?.kind) {
      case undefined:
        return undefined;
      case 'unix':
        return { family: 'unix', path: endpoint.path };
      case 'abns':
        return { family: 'abns', path: endpoint.name };
      case 'fd':
        place.alert('invalid-address', 'a file descriptor cannot be connected to');
        return undefined;
      case 'internet':
        break;
    }
    const { port, family, address, wildcard } = endpoint;
    if (port.kind === 'range') {
      place.alert('invalid-port', 'a server has one port, not a range');
      return undefined;
    }
    if (port.kind === 'offset' || port.kind === 'none' || port.port === 0) {
      place.alert(
        'unsupported-address',
        "taking a server's port from the client's connection is not supported yet",
        `write the port, e.g. '${endpoint.host}:80'`,
      );
      return undefined;
    }
    if (wildcard) {
      place.alert(
        'unsupported-address',
        "taking a server's address from the client's connection is not supported yet",
        'write the address',
      );
      return undefined;
    }
    return { family, address, port: port.port };
  },
};
