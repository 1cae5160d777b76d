/**
 * `init-addr <method>,…`: how the address of a host name is found at the start. All but the system's resolver are passed over:
 * `last` has only effect with a file of server states, `none` and an address of one's own need a resolver at run time.
 * Source: configuration.txt, section 5.2, "init-addr".
 */
import { isIP } from 'node:net';
import type { ArgumentType } from '../../registry.js';
import { serverParameter } from './parameter.js';

const methods: ArgumentType<readonly string[]> = {
  notation: '<method>,…',
  parse(word, place) {
    const list = word.split(',');
    const wrong = list.find((method) => !['last', 'libc', 'none'].includes(method) && isIP(method) === 0);
    if (wrong === undefined) return list;
    place.alert('unknown-argument', `unknown init-addr method '${wrong}'`, "supported methods are 'libc', 'last' and 'none'");
    return undefined;
  },
};

export const initAddr = serverParameter({
  name: 'init-addr',
  summary: "How the address of a name is found at start: by the system's resolver.",
  arguments: [{ name: 'methods', type: methods }],
  apply(_server, { methods }, context) {
    if (!methods.includes('libc'))
      context.alert(
        'unsupported-parameter',
        "'init-addr' without 'libc' is not supported yet",
        'names are resolved by the system at start',
      );
  },
});
