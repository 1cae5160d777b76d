/**
 * `backlog <connections>`: connections of this listener that may wait in the kernel; 0: as the proxy says.
 * Source: configuration.txt, section 5.1, "backlog".
 */
import { largestInteger, looseInteger } from '../../arguments/integer.js';
import { bindParameter } from './parameter.js';

export const backlog = bindParameter({
  name: 'backlog',
  summary: 'Connections of this listener that may wait in the kernel.',
  arguments: [{ name: 'connections', type: looseInteger({ min: 0, max: largestInteger }) }],
  apply(draft, { connections }) {
    if (connections > 0) draft.backlog = connections;
    else delete draft.backlog;
  },
});
