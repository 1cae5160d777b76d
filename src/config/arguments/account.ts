/**
 * `<user>` and `<group>`: accounts of the system, by name; `<uid>` and `<gid>`, by number. HAProxy reads numbers up to the
 * first character that is no digit.
 * Source: configuration.txt, 5.1, "user", "group", "uid", "gid".
 */
import type { ArgumentType } from '../registry.js';
import { largestInteger, looseInteger } from './integer.js';

export const userName: ArgumentType<number> = {
  notation: '<user>',
  parse(word, place) {
    const account = place.system.user(word);
    if (account === undefined) place.alert('unknown-account', `unknown user name '${word}'`, 'see /etc/passwd');
    return account?.uid;
  },
};

export const groupName: ArgumentType<number> = {
  notation: '<group>',
  parse(word, place) {
    const gid = place.system.group(word);
    if (gid === undefined) place.alert('unknown-account', `unknown group name '${word}'`, 'see /etc/group');
    return gid;
  },
};

export const accountNumber = looseInteger({ min: 0, max: largestInteger });

/** `<mode>`: the permissions of a file, in octal. */
export const fileMode: ArgumentType<number> = {
  notation: '<mode>',
  parse(word, place) {
    if (/^[0-7]{1,5}$/.test(word)) return Number.parseInt(word, 8);
    place.alert('invalid-number', `'${word}' is not an octal number`, "write permissions as in '660'");
    return undefined;
  },
};
