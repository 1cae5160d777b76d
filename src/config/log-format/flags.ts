/**
 * Flags of a log-format variable: words of a sign and one letter, separated by commas or spaces; the last of several signs
 * counts. What is none is passed over, as HAProxy does.
 * Source: configuration.txt, 8.2.6.
 */
import type { LogFlags } from '../model/log-format.js';

const letters: Readonly<Record<string, keyof LogFlags>> = { Q: 'quote', X: 'hexadecimal', E: 'escape' };

export const noFlags: LogFlags = {};

/** `flags` with what `text` adds and takes away. */
export function applyFlags(text: string, flags: LogFlags): LogFlags {
  const changed = { ...flags };
  for (const word of text.split(/[ ,]/)) {
    const [, sign, letter = ''] = /^[+-]*([+-])([QXE])$/.exec(word) ?? [];
    const flag = letters[letter];
    if (flag === undefined) continue;
    if (sign === '+') changed[flag] = true;
    else delete changed[flag];
  }
  return changed;
}

/** An encoding of later versions that the flags of `%o` ask for; it would change the whole line. */
export function encodingOf(flags: string): string | undefined {
  return flags
    .split(/[ ,]/)
    .find((word) => ['+json', '+cbor', '+bin'].includes(word))
    ?.slice(1);
}
