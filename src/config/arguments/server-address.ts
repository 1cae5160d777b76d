/**
 * The address of `server`: `<address>[:[<port>]]`, `unix@path`, `abns@name`. An address of zeros, or none, stands for the one
 * that the client connected to; a port that is left out, or 0, for that port, and `+<n>` or `-<n>` for a port relative to it.
 * Source: configuration.txt, section 4.2, "server".
 */
import type { Server } from '../model.js';
import type { ArgumentType } from '../registry.js';
import { parseEndpoint, type PortPart } from './address.js';

export const serverAddress: ArgumentType<Server['address']> = {
  notation: '<address>[:<port>]',
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
    return { family, address, ...(wildcard && { addressOfClient: true as const }), ...serverPort(port) };
  },
};

function serverPort(port: Exclude<PortPart, { kind: 'range' }>): { port: number; portOffset?: number } {
  switch (port.kind) {
    case 'none':
      return { port: 0, portOffset: 0 };
    case 'one':
      return port.port === 0 ? { port: 0, portOffset: 0 } : { port: port.port };
    case 'offset':
      return { port: 0, portOffset: port.offset };
  }
}
