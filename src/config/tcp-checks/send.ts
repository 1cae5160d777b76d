/**
 * `tcp-check send`, `send-lf`, `send-binary`, `send-binary-lf`: what is said to the server, fixed or made for each check.
 * Source: configuration.txt, 4.2, "tcp-check send", "tcp-check send-binary".
 */
import { readHexadecimal } from './hexadecimal.js';
import type { CheckData, CheckRule } from '../model/check.js';
import type { Word } from '../registry.js';
import type { RuleLine } from './rule-line.js';

/** Reads the word into what is sent; undefined: it is wrong, and has been reported. */
type ReadData = (word: Word, line: RuleLine) => CheckData | undefined;

const made = (format: ReturnType<RuleLine['format']>, hexadecimal: boolean): CheckData | undefined =>
  format && { format, hexadecimal };

export const text: ReadData = ({ bytes }) => ({ bytes });
export const textFormat: ReadData = (word, line) => made(line.format(word), false);
export const binaryFormat: ReadData = (word, line) => made(line.format(word), true);
export const binary: ReadData = (word, line) => {
  const bytes = readHexadecimal(word, line);
  return bytes === undefined ? undefined : { bytes };
};

/** `<data> [comment <text>]`. */
export function readSend(line: RuleLine, read: ReadData): CheckRule | undefined {
  const word = line.value(line.title);
  const data = word && read(word, line);
  if (data === undefined) return undefined;
  const more = line.take();
  if (more === undefined) return { action: 'send', data };
  if (more.value !== 'comment') {
    line.unknown(more, "'comment' after the data");
    return undefined;
  }
  const comment = line.comment();
  if (comment === undefined) return undefined;
  const excess = line.take();
  if (excess !== undefined) line.unknown(excess, 'nothing after the comment');
  return excess === undefined ? { action: 'send', data, comment } : undefined;
}
