/**
 * `gid <gid>`: group of a Unix socket, by number.
 * Source: configuration.txt, section 5.1, "gid".
 */
import { largestInteger, looseInteger } from '../../arguments/integer.js';
import { bindParameter } from './parameter.js';

export const gid = bindParameter({
  name: 'gid',
  summary: 'Group of a Unix socket, by number.',
  arguments: [{ name: 'gid', type: looseInteger({ min: 0, max: largestInteger }) }],
  apply(draft, { gid }) {
    draft.file = { ...draft.file, gid };
  },
});
