/**
 * The words of a line that is nothing but words and blanks, which most lines are: no quotes, escapes, comments or carriage
 * returns, and ASCII alone, so that neither the grammar nor `evaluate` would do anything to them. Large files are read several
 * times faster for it. The grammar says what a line is; a test holds these words against it.
 */
import { mostWords, type EvaluatedWord } from './evaluate.js';
import { longestLine } from './lexer.js';
import type { Source } from './source.js';

/** Its value is text and byte string in one. */
export interface BareWord extends EvaluatedWord {
  bytes: string;
}

/** What a character is to a line. */
const inWord = 0;
const blank = 1;
const newline = 2;
const special = 3;

const kinds = new Uint8Array(256).fill(special, 0x80);
for (const character of ' \t\v\f') kinds[character.charCodeAt(0)] = blank;
for (const character of '\0\r\\\'"#') kinds[character.charCodeAt(0)] = special;
kinds['\n'.charCodeAt(0)] = newline;

/**
 * The words of the line that begins at `start`; it ends with a newline, which is where `start` and the last word leave off.
 * undefined: the line has more than bare words, and is the grammar's.
 */
export function bareWords({ name: file, text }: Source, start: number, line: number): BareWord[] | undefined {
  const words: BareWord[] = [];
  let from = -1;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const kind = code < 256 ? kinds[code]! : special;
    if (kind === inWord) {
      if (from < 0) from = at;
      continue;
    }
    if (kind === special) return undefined;
    if (from >= 0) {
      if (words.length === mostWords) return undefined;
      const value = text.slice(from, at);
      words.push({ value, bytes: value, span: { file, line, column: from - start + 1, length: at - from } });
      from = -1;
    }
    if (kind === newline) return at - start > longestLine ? undefined : words;
  }
  return undefined;
}
