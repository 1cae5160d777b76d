/**
 * `maxconn <connections>`: most connections of this listener at once; 0: no bound of its own.
 * Source: configuration.txt, section 5.1, "maxconn".
 */
import { largestInteger, looseInteger } from '../../arguments/integer.js';
import { bindParameter } from './parameter.js';

export const maxconn = bindParameter({
  name: 'maxconn',
  summary: 'Most connections of this listener.',
  arguments: [{ name: 'connections', type: looseInteger({ min: 0, max: largestInteger }) }],
  apply(draft, { connections }) {
    if (connections > 0) draft.maxconn = connections;
    else delete draft.maxconn;
  },
});
