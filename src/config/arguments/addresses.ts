/**
 * The addresses of `bind`: `<address>{,<address>}`, a port or a range of ports each.
 * → one address for each port, with its text.
 */
import type { Bind } from '../model.js';
import type { ArgumentType, Place } from '../registry.js';
import { parseEndpoint, type PortPart } from './address.js';

export type BindAddress = Pick<Bind, 'address' | 'text'>;

export const bindAddresses: ArgumentType<BindAddress[]> = {
  notation: '<address>[:<port>[-<port>]]{,…}',
  parse(word, place) {
    const parts = word.split(',');
    if (parts.length > 1 && parts.at(-1) === '') parts.pop();
    const addresses: BindAddress[] = [];
    for (const part of parts) {
      const parsed = parseBindAddress(part, place);
      if (parsed === undefined) return undefined;
      addresses.push(...parsed);
    }
    return addresses;
  },
};

function parseBindAddress(text: string, place: Place): BindAddress[] | undefined {
  const endpoint = parseEndpoint(text, 'stream', place);
  switch (endpoint?.kind) {
    case undefined:
      return undefined;
    case 'unix':
      return [{ text, address: { family: 'unix', path: endpoint.path } }];
    case 'abns':
      return [{ text, address: { family: 'abns', name: endpoint.name } }];
    case 'fd': {
      const fault = place.system.socketFault(endpoint.fd);
      if (fault === undefined) return [{ text, address: { family: 'fd', fd: endpoint.fd } }];
      place.alert('unusable-descriptor', `cannot listen on file descriptor ${endpoint.fd}: ${fault}`);
      return undefined;
    }
    case 'internet': {
      const ports = listenablePorts(endpoint.port, text, place);
      const { family, address } = endpoint;
      const host = text.slice(0, text.lastIndexOf(':'));
      return ports?.map((port) => ({
        text: ports.length === 1 ? text : `${host}:${port}`,
        address: { family, address, port, v6only: false },
      }));
    }
  }
}

function listenablePorts(port: PortPart, text: string, place: Place): number[] | undefined {
  switch (port.kind) {
    case 'none':
      place.alert('missing-port', `missing port in '${text}'`, `write the port after a colon, e.g. ':8080'`);
      return undefined;
    case 'offset':
      place.alert('invalid-port', `'${text}' has a relative port, which cannot be listened on`);
      return undefined;
    case 'one':
      if (port.port > 0) return [port.port];
      place.alert('invalid-port', 'port 0 cannot be listened on', 'write a number between 1 and 65535');
      return undefined;
    case 'range':
      if (port.first > 0 && port.first <= port.last)
        return Array.from({ length: port.last - port.first + 1 }, (_, index) => port.first + index);
      place.alert(
        'invalid-port',
        `'${port.first}-${port.last}' is not a range of ports`,
        'write the lower port first, from 1 on',
      );
      return undefined;
  }
}
