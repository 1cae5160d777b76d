/**
 * `source <address>[:<port>[-<port>]] [interface <name>] [usesrc …]`: our side's address of connections to this server.
 * Source: configuration.txt, section 5.2, "source".
 */
import { sourceAddress } from '../../arguments/source-address.js';
import { readSource, sourceWords } from '../../source-words.js';
import { serverParameter } from './parameter.js';

export const source = serverParameter({
  name: 'source',
  summary: "Address, ports and interface of connections to this server, or the client's address.",
  arguments: [{ name: 'address', type: sourceAddress({ range: true }) }],
  more: sourceWords,
  apply(server, { address }, context) {
    const source = readSource(address, context.rest, context);
    if (source !== undefined) server.connection = { ...server.connection, source };
  },
});

export const usesrc = serverParameter({
  name: 'usesrc',
  summary: 'Belongs behind `source`.',
  arguments: [],
  more: (words) => Math.min(1, words.length),
  apply(_server, _values, context) {
    context.alert('wrong-line', "'usesrc' may only stand behind 'source'", "write 'source 0.0.0.0 usesrc …'");
  },
});
