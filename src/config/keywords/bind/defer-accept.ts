/**
 * `defer-accept`: a connection is accepted when its first data are there.
 * Source: configuration.txt, section 5.1, "defer-accept".
 */
import { bindParameter } from './parameter.js';

export const deferAccept = bindParameter({
  name: 'defer-accept',
  summary: 'Accepts when the first data have come.',
  arguments: [],
  apply(draft) {
    draft.socket = { ...draft.socket, deferAccept: true };
  },
});
