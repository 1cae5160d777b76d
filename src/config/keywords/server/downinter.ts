/**
 * `downinter <time>`: time between two checks while the server is down; `inter` without it.
 * Source: configuration.txt, section 5.2, "downinter".
 */
import { interval } from '../../arguments/interval.js';
import { serverParameter } from './parameter.js';

export const downinter = serverParameter({
  name: 'downinter',
  summary: 'Time between two checks while the server is down.',
  arguments: [{ name: 'time', type: interval }],
  apply(server, { time }) {
    server.check.downIntervalMs = time;
  },
});
