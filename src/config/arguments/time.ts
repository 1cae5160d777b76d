/**
 * `<time>`: a duration. Digits and an optional unit: us, ms, s, m, h, d; milliseconds without one.
 * → milliseconds, rounded up, so that no duration except zero becomes zero. At most 2147483647 ms (24.8 days).
 * Source: configuration.txt, section 2.5, "Time format".
 */
import type { ArgumentType } from '../registry.js';
import { plainNumber } from './plain-number.js';

const millisecondsPer: Record<string, number> = { us: 0.001, ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const longestMs = 2_147_483_647;

export const time: ArgumentType<number> = {
  notation: '<time>',
  plain(word) {
    // Seconds, and what has no unit or `ms`.
    if (!word.endsWith('s')) return plainNumber(word);
    const isMs = word.endsWith('ms');
    const number = plainNumber(word, 0, word.length - (isMs ? 2 : 1));
    const ms = number === undefined || isMs ? number : number * 1000;
    return ms !== undefined && ms <= longestMs ? ms : undefined;
  },
  parse(word, place) {
    const [, digits, unit, trailing] = /^(\d+)(us|ms|s|m|h|d)?(.*)$/s.exec(word) ?? [];
    if (digits === undefined || trailing === undefined) {
      place.alert('invalid-time', `'${word}' is not a time`, 'write digits and a unit: us, ms, s, m, h or d');
      return undefined;
    }
    if (trailing !== '' && unit === undefined) {
      place.alert(
        'invalid-time',
        `'${word}' is not a time: no unit begins with '${trailing[0]}'`,
        'the units are us, ms, s, m, h and d',
      );
      return undefined;
    }
    const ms = Math.ceil(Number(digits) * (millisecondsPer[unit ?? 'ms'] ?? 1));
    if (ms > longestMs) {
      place.alert('time-overflow', `'${word}' is too long a time`, `the longest is ${longestMs} ms, about 24.8 days`);
      return undefined;
    }
    if (trailing !== '') {
      place.warning(
        'malformed-time',
        `'${trailing}' after the time '${digits}${unit}' is ignored`,
        'write one number and one unit, e.g. 90m for 1h30m',
      );
    }
    return ms;
  },
};

/** The same in seconds: a number without a unit is one of seconds, and what is left of a second is a whole one. */
export const wholeSeconds: ArgumentType<number> = {
  notation: '<time>',
  parse(word, place) {
    const ms = time.parse(/^\d+$/.test(word) ? `${word}s` : word, place);
    return ms === undefined ? undefined : Math.ceil(ms / 1000);
  },
};
