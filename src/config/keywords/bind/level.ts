/**
 * `level user | operator | admin`: what clients of a stats socket may do. A `bind` line of a proxy may have it too, as in
 * HAProxy, and means nothing there.
 * Source: configuration.txt, section 5.1, "level".
 */
import { choice } from '../../arguments/choice.js';
import { bindParameter } from './parameter.js';

export const level = bindParameter({
  name: 'level',
  status: 'accepted without effect',
  reason: 'It is about the runtime API, which answers on `stats socket` lines.',
  summary: 'What clients of a stats socket may do.',
  arguments: [{ name: 'level', type: choice({ what: 'level', words: ['user', 'operator', 'admin'] }) }],
});
