/**
 * `inter <time>`: time between two checks. HAProxy refuses 0: it would check without a pause.
 * Source: configuration.txt, section 5.2, "inter".
 */
import { time } from '../../arguments/time.js';
import type { ArgumentType } from '../../registry.js';
import { serverParameter } from './parameter.js';

const interval: ArgumentType<number> = {
  notation: time.notation,
  parse(word, place) {
    const ms = time.parse(word, place);
    if (ms !== 0) return ms;
    place.alert('number-out-of-range', 'the interval between checks cannot be 0');
    return undefined;
  },
};

export const inter = serverParameter({
  name: 'inter',
  summary: 'Time between two checks; 2 seconds without it.',
  arguments: [{ name: 'time', type: interval }],
  apply(server, { time }) {
    server.check.intervalMs = time;
  },
});
