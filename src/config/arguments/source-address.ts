/**
 * The address after `source`: `<address>[:<port>[-<port>]]`. All zeros, or `*`: the kernel chooses it; no port, or 0: it chooses
 * that.
 * Source: configuration.txt, sections 4.2 and 5.2, "source".
 */
import type { SourceAddress } from '../model/connection.js';
import type { ArgumentType } from '../registry.js';
import { parseEndpoint } from './address.js';

/** `range`: several ports may be given. */
export const sourceAddress = ({ range }: { range: boolean }): ArgumentType<SourceAddress> => ({
  notation: range ? '<address>[:<port>[-<port>]]' : '<address>[:<port>]',
  parse(word, place) {
    const endpoint = parseEndpoint(word, 'stream', place);
    if (endpoint === undefined) return undefined;
    if (endpoint.kind !== 'internet') {
      place.alert('invalid-address', `'${word}' cannot be the source of a connection`, 'write an IPv4 or IPv6 address');
      return undefined;
    }
    const { port, family, address, wildcard } = endpoint;
    if (port.kind === 'offset' || (port.kind === 'range' && !range)) {
      place.alert('invalid-port', `${port.kind === 'range' ? 'a range of ports' : 'a relative port'} is not possible here`);
      return undefined;
    }
    const first = port.kind === 'range' ? port.first : port.kind === 'one' ? port.port : 0;
    const last = port.kind === 'range' ? port.last : first;
    if (port.kind === 'range' && (first === 0 || last < first)) {
      place.alert('invalid-port', `'${first}-${last}' is not a range of ports`, 'write the lower port first, from 1 on');
      return undefined;
    }
    return { ...(!(wildcard && first === 0) && { address: { family, address } }), port: first, lastPort: last };
  },
});
