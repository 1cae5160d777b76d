/**
 * `id <id>`: the number of this listener in statistics and samples.
 * Source: configuration.txt, section 5.1, "id".
 */
import { largestInteger, looseInteger } from '../../arguments/integer.js';
import { bindParameter } from './parameter.js';

export const id = bindParameter({
  name: 'id',
  summary: 'The number of this listener.',
  arguments: [{ name: 'id', type: looseInteger({ min: 1, max: largestInteger }) }],
  apply(draft, { id }) {
    draft.id = id;
  },
});
