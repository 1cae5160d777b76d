/**
 * `cc <algorithm>`: the congestion control algorithm of accepted connections; what the kernel does not have is passed over.
 * Of versions newer than 2.6.
 */
import { anyName } from '../../arguments/name.js';
import { bindParameter } from './parameter.js';

export const cc = bindParameter({
  name: 'cc',
  summary: 'Congestion control algorithm of accepted connections.',
  arguments: [{ name: 'algorithm', type: anyName }],
  apply(draft, { algorithm }) {
    draft.socket = { ...draft.socket, congestion: algorithm };
  },
});
