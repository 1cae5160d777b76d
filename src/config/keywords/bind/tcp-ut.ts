/**
 * `tcp-ut <delay>`: a connection whose data are not acknowledged for so long is dead.
 * Source: configuration.txt, section 5.1, "tcp-ut".
 */
import { time } from '../../arguments/time.js';
import { bindParameter } from './parameter.js';

export const tcpUt = bindParameter({
  name: 'tcp-ut',
  summary: 'How long sent data may stay unacknowledged.',
  arguments: [{ name: 'delay', type: time }],
  apply(draft, { delay }) {
    draft.socket = { ...draft.socket, userTimeoutMs: delay };
  },
});
