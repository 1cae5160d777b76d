/**
 * `nice <nice>`: how early connections of this listener are served.
 * Source: configuration.txt, section 5.1, "nice".
 */
import { looseInteger } from '../../arguments/integer.js';
import { bindParameter } from './parameter.js';

export const nice = bindParameter({
  name: 'nice',
  status: 'accepted without effect',
  reason: 'A worker serves everything that is ready in one go; there is no order to change.',
  summary: 'Priority of the connections.',
  arguments: [{ name: 'nice', type: looseInteger({ min: -1024, max: 1024 }) }],
});
