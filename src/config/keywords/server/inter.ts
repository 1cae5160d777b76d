/**
 * `inter <time>`: time between two checks.
 * Source: configuration.txt, section 5.2, "inter".
 */
import { interval } from '../../arguments/interval.js';
import { serverParameter } from './parameter.js';

export const inter = serverParameter({
  name: 'inter',
  summary: 'Time between two checks; 2 seconds without it.',
  arguments: [{ name: 'time', type: interval }],
  apply(server, { time }) {
    server.check.intervalMs = time;
  },
});
