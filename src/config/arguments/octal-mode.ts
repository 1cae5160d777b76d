/**
 * `<mode>`: permissions of a file, octal digits.
 * Source: configuration.txt, 5.1, "mode".
 */
import type { ArgumentType } from '../registry.js';

export const octalMode: ArgumentType<number> = {
  notation: '<mode>',
  parse(word, place) {
    if (/^[0-7]{1,4}$/.test(word)) return Number.parseInt(word, 8);
    place.alert('invalid-number', `'${word}' is not a mode`, 'write octal digits, e.g. 660');
    return undefined;
  },
};
