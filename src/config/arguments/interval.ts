/** `<time>` between two checks. HAProxy refuses 0: it would check without a pause. */
import type { ArgumentType } from '../registry.js';
import { time } from './time.js';

export const interval: ArgumentType<number> = {
  notation: time.notation,
  plain(word) {
    const ms = time.plain!(word);
    return ms === 0 ? undefined : ms;
  },
  parse(word, place) {
    const ms = time.parse(word, place);
    if (ms !== 0) return ms;
    place.alert('number-out-of-range', 'the interval between checks cannot be 0');
    return undefined;
  },
};
