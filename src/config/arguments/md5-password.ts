/** `<password>` of TCP MD5 signatures: as many bytes as the kernel takes. */
import type { ArgumentType } from '../registry.js';

const longestBytes = 80;

export const md5Password: ArgumentType<string> = {
  notation: '<password>',
  parse(word, place) {
    const bytes = Buffer.byteLength(word);
    if (bytes <= longestBytes) return word;
    place.alert('number-out-of-range', `the password has ${bytes} bytes`, `the kernel takes at most ${longestBytes}`);
    return undefined;
  },
};
