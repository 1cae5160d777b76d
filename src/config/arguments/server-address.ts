/**
 * The address of `server`: `<address>[:[<port>]]`, `unix@path`, `abns@name`. An address of zeros, or none, stands for the one
 * that the client connected to; a port that is left out, or 0, for that port, and `+<n>` or `-<n>` for a port relative to it.
 * Source: configuration.txt, section 4.2, "server".
 */
import { isIPv4 } from 'node:net';
import type { Server } from '../model.js';
import type { ArgumentType } from '../registry.js';
import { parseEndpoint } from './address.js';
import { plainNumber } from './plain-number.js';

export const serverAddress: ArgumentType<Server['address']> = {
  notation: '<address>[:<port>]',
  plain(word) {
    const colon = word.indexOf(':');
    const port = colon < 0 ? undefined : plainNumber(word, colon + 1);
    if (port === undefined || port === 0 || port > 65535) return undefined;
    const address = word.slice(0, colon);
    return isIPv4(address) && address !== '0.0.0.0' ? { family: 'ipv4', address, port } : undefined;
  },
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
    const server: Server['address'] = { family, address, port: port.kind === 'one' ? port.port : 0 };
    if (wildcard) server.addressOfClient = true;
    if (server.port === 0) server.portOffset = port.kind === 'offset' ? port.offset : 0;
    return server;
  },
};

/** The address of `dispatch`: as that of a server, with a port of its own. */
export const dispatchAddress: ArgumentType<Server['address']> = {
  notation: '<address>:<port>',
  parse(word, place) {
    const address = serverAddress.parse(word, place);
    if (address === undefined || 'path' in address) return address;
    const { family, address: host, port, portOffset } = address;
    if (portOffset === undefined) return { family, address: host, port };
    if (portOffset === 0) place.alert('missing-port', `missing port in '${word}'`, "write the port after a colon, e.g. ':8080'");
    else place.alert('invalid-port', 'a relative port is not possible here');
    return undefined;
  },
};
