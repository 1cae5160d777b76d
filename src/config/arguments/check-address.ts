/**
 * `<address>` of a check, with or without a port: `1.2.3.4`, `[::1]:25`, `unix@path`.
 * Source: configuration.txt, section 5.2, "addr", and "tcp-check connect".
 */
import type { Check } from '../model/check.js';
import type { ArgumentType } from '../registry.js';
import { parseEndpoint } from './address.js';

export type CheckAddress = NonNullable<Check['address']> & { port?: number };

export const checkAddress: ArgumentType<CheckAddress> = {
  notation: '<address>',
  parse(word, place) {
    const endpoint = parseEndpoint(word, 'stream', place);
    if (endpoint === undefined) return undefined;
    if (endpoint.kind === 'unix') return { family: 'unix', path: endpoint.path };
    if (endpoint.kind === 'abns') return { family: 'abns', path: endpoint.name };
    if (endpoint.kind === 'internet') {
      const { family, address, port } = endpoint;
      if (port.kind === 'none') return { family, address };
      if (port.kind === 'one') return { family, address, ...(port.port > 0 && { port: port.port }) };
    }
    place.alert('invalid-address', `'${word}' is not an address that a check can connect to`);
    return undefined;
  },
};
