/**
 * `fastinter <time>`: time between two checks while the server changes between up and down; `inter` without it.
 * Source: configuration.txt, section 5.2, "fastinter".
 */
import { interval } from '../../arguments/interval.js';
import { serverParameter } from './parameter.js';

export const fastinter = serverParameter({
  name: 'fastinter',
  summary: 'Time between two checks while the server changes between up and down.',
  arguments: [{ name: 'time', type: interval }],
  apply(server, { time }) {
    server.check.fastIntervalMs = time;
  },
});
