/**
 * `source <address>[:<port>] [interface <name>] [usesrc <address>[:<port>] | client | clientip]`: our side's address of connections
 * to servers.
 * Source: configuration.txt, section 4.2, "source".
 */
import { sourceAddress } from '../arguments/source-address.js';
import { defineKeyword } from '../registry.js';
import { isSourceWord, readSource } from '../source-words.js';

export const source = defineKeyword({
  keyword: 'source',
  status: 'implemented',
  summary: "Address, port and interface of connections to servers: ours, one that is not ours, or the client's.",
  sections: ['defaults', 'listen', 'backend'],
  ignoredIn: ['frontend'],
  arguments: [{ name: 'address', type: sourceAddress({ range: false }) }],
  rest: 'words',
  apply({ settings }, { address }, context) {
    const stray = context.rest.find((word, index) => index % 2 === 0 && !isSourceWord(word.value));
    if (stray) {
      context
        .at(stray.span)
        .alert(
          'unexpected-argument',
          `'source' cannot handle unexpected argument '${stray.value}'`,
          "known are 'interface' and 'usesrc'",
        );
      return;
    }
    const source = readSource(address, context.rest, context);
    if (source !== undefined) settings.connection.source = source;
  },
});
