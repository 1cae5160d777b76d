/**
 * `uid <uid>`: owner of a Unix socket, by number.
 * Source: configuration.txt, section 5.1, "uid".
 */
import { largestInteger, looseInteger } from '../../arguments/integer.js';
import { bindParameter } from './parameter.js';

export const uid = bindParameter({
  name: 'uid',
  summary: 'Owner of a Unix socket, by number.',
  arguments: [{ name: 'uid', type: looseInteger({ min: 0, max: largestInteger }) }],
  apply(draft, { uid }) {
    draft.file = { ...draft.file, uid };
  },
});
