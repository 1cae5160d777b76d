/** `<name>`: a name. Any text (`anyName`), or a proxy's or server's, made of letters, digits and - _ . : (`properName`). */
import type { ArgumentType } from '../registry.js';

export const anyName: ArgumentType<string> = {
  notation: '<name>',
  parse: (word) => word,
};

/** Source: configuration.txt, chapter 4. */
export const properName: ArgumentType<string> = {
  notation: '<name>',
  plain: (word) => (/^[A-Za-z0-9_.:-]+$/.test(word) ? word : undefined),
  parse(word, place) {
    const wrong = /[^A-Za-z0-9_.:-]/u.exec(word)?.[0];
    if (wrong === undefined) return word;
    place.alert(
      'invalid-name',
      `character '${wrong}' is not permitted in the name '${word}'`,
      'names are made of letters, digits, -, _, . and :',
    );
    return undefined;
  },
};
