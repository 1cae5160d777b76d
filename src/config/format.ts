/**
 * A configuration in its usual shape: headers at the margin, what stands in a section four spaces in, one blank between words,
 * one empty line at most in a row and one before each section. Neighbours that begin with the same word keep the blanks
 * between their words, with which people align them. Comments stay where they are: those right above a header go with it,
 * those behind words keep two blanks. Words stay as they are written, quotes and escapes too, so that the meaning stays;
 * lines that have a fault stay as they are.
 */
import type { Document, Line, Word } from '../parser/ast.js';
import { printLine, printWord } from '../parser/print.js';
import { sectionKinds } from './open-section.js';

const step = '    ';

/** The text of the formatted document. Formatting it again changes nothing. */
export function format({ lines }: Document): string {
  const written: string[] = [];
  let inSection = false;
  lines.forEach((line, index) => {
    if (isBlank(line)) {
      if (written.length > 0 && written.at(-1) !== '') written.push('');
      return;
    }
    if (isFaulty(line)) {
      written.push(printLine(line).slice(0, -line.end.length || undefined));
      return;
    }
    const opens = belongsToHeader(lines, index);
    if (opens && written.length > 0 && written.at(-1) !== '' && !continuesHeader(lines, index)) written.push('');
    if (opens && isHeader(line)) inSection = true;
    written.push(`${inSection && !opens ? step : ''}${text(line, isAligned(lines, index))}`);
  });
  while (written.at(-1) === '') written.pop();
  return written.map((line) => `${line}\n`).join('');
}

const isBlank = (line: Line): boolean =>
  line.words.length === 0 && line.comment === undefined && line.ignored === undefined && line.opaque === undefined;

const isComment = (line: Line): boolean => line.words.length === 0 && line.comment !== undefined && !isFaulty(line);

/** HAProxy reads it in another way than it looks, or not at all; or would with other blanks, behind a lone backslash. */
function isFaulty(line: Line): boolean {
  if (line.opaque !== undefined || line.ignored !== undefined) return true;
  return line.words.some(
    (word) => word.pieces.some((piece) => piece.type !== 'unquoted' && !piece.closed) || printWord(word).endsWith('\\'),
  );
}

function isHeader(line: Line | undefined): boolean {
  const word = line?.words[0];
  return word !== undefined && sectionKinds.has(printWord(word));
}

/** A header, or one of the comments right above it. */
function belongsToHeader(lines: readonly Line[], index: number): boolean {
  let at = index;
  while (at < lines.length && isComment(lines[at]!)) at++;
  return isHeader(lines[at]);
}

/** Not the first line of those that belong to a header. */
const continuesHeader = (lines: readonly Line[], index: number): boolean => index > 0 && isComment(lines[index - 1]!);

/** The line above or below begins with the same word. */
function isAligned(lines: readonly Line[], index: number): boolean {
  const first = firstWord(lines[index]);
  return first !== undefined && (firstWord(lines[index - 1]) === first || firstWord(lines[index + 1]) === first);
}

function firstWord(line: Line | undefined): string | undefined {
  const word = line?.words[0];
  return word && printWord(word);
}

function text({ words, comment }: Line, aligned: boolean): string {
  const between = ({ before }: Word): string => (aligned && /^ *$/.test(before) ? before : ' ');
  const written = words.map((word, index) => (index === 0 ? '' : between(word)) + printWord(word)).join('');
  if (comment === undefined) return written;
  const remark = comment.text.trimEnd();
  return written === '' ? remark : `${written}  ${remark}`;
}
