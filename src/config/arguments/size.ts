/**
 * `<size>`: a number of bytes, with an optional suffix k, m or g (powers of 1024).
 * → bytes, within the range. Current HAProxy reads the suffixes; 2.6 ignored them, so that `1m` meant one byte.
 */
import type { ArgumentType } from '../registry.js';
import type { Range } from './integer.js';

const bytesPer: Record<string, number> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

export function size({ min, max }: Range): ArgumentType<number> {
  return {
    notation: '<size>',
    parse(word, place) {
      const [, digits, suffix] = /^(\d+)([kmg]?)$/i.exec(word) ?? [];
      if (digits === undefined || suffix === undefined) {
        place.alert('invalid-size', `'${word}' is not a size`, 'write a number of bytes, or a number with k, m or g');
        return undefined;
      }
      const bytes = Number(digits) * (bytesPer[suffix.toLowerCase()] ?? 1);
      if (bytes < min || bytes > max) {
        place.alert('number-out-of-range', `${bytes} bytes is out of range`, `it must be between ${min} and ${max} bytes`);
        return undefined;
      }
      return bytes;
    },
  };
}
