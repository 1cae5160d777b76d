/**
 * `tfo`: clients may send data with their first packet (TCP Fast Open).
 * Source: configuration.txt, section 5.1, "tfo".
 */
import { bindParameter } from './parameter.js';

export const tfo = bindParameter({
  name: 'tfo',
  summary: 'TCP Fast Open.',
  arguments: [],
  apply(draft) {
    draft.socket = { ...draft.socket, fastOpen: true };
  },
});
