/**
 * `<number>`: a whole number within a range, in two strictnesses. HAProxy reads most numbers up to the first character
 * that is not a digit, and reads none at all as 0: `looseInteger` does the same and warns. Where HAProxy insists on a
 * number, so does `integer`.
 */
import type { ArgumentType, Place } from '../registry.js';
import { plainNumber } from './plain-number.js';

export interface Range {
  min: number;
  max: number;
}

/** Numbers without a stated bound end where HAProxy's 32-bit integers end. */
export const largestInteger = 2_147_483_647;

export function integer({ min, max }: Range): ArgumentType<number> {
  return {
    notation: '<number>',
    plain: (word) => plainWithin(word, { min, max }),
    parse(word, place) {
      if (!/^[+-]?\d+$/.test(word)) {
        place.alert('invalid-number', `'${word}' is not a whole number`);
        return undefined;
      }
      return withinRange(Number(word), { min, max }, place);
    },
  };
}

export function looseInteger({ min, max }: Range): ArgumentType<number> {
  return {
    notation: '<number>',
    plain: (word) => plainWithin(word, { min, max }),
    parse(word, place) {
      const digits = /^\s*[+-]?\d+/.exec(word)?.[0] ?? '';
      const value = withinRange(Number(digits), { min, max }, place);
      if (value !== undefined && digits !== word) {
        place.warning('malformed-number', `'${word}' is not a whole number and is read as ${value}`, 'write digits only');
      }
      return value;
    },
  };
}

function plainWithin(word: string, { min, max }: Range): number | undefined {
  const value = plainNumber(word);
  return value !== undefined && value >= min && value <= max ? value : undefined;
}

function withinRange(value: number, { min, max }: Range, place: Place): number | undefined {
  if (value >= min && value <= max) return value;
  place.alert('number-out-of-range', `${value} is out of range`, `it must be between ${min} and ${max}`);
  return undefined;
}
