/**
 * `mss <maxseg>`: the maximum segment size that is announced; below 0, so much less than the default.
 * Source: configuration.txt, section 5.1, "mss".
 */
import { looseInteger } from '../../arguments/integer.js';
import { bindParameter } from './parameter.js';

export const mss = bindParameter({
  name: 'mss',
  summary: 'Maximum segment size of TCP; below 0: so much less than the default.',
  arguments: [{ name: 'bytes', type: looseInteger({ min: -65535, max: 65535 }) }],
  apply(draft, { bytes }) {
    draft.socket = { ...draft.socket, maxSegment: bytes };
  },
});
