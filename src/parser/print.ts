import type { Document, Line, Piece, WeakPart, Word } from './ast.js';

/** The text a document was parsed from, byte for byte. */
export function print(document: Document): string {
  return document.lines.map(printLine).join('');
}

/** A line's text with its line end. */
export function printLine(line: Line): string {
  let text = line.indent;
  for (const word of line.words) text += word.before + printWord(word);
  text += line.trailing;
  if (line.opaque !== undefined) text += line.opaque;
  if (line.comment !== undefined) text += line.comment.text;
  if (line.ignored !== undefined) text += line.ignored.text;
  return text + line.end;
}

/** A word as it is written, quotes and all, without the blanks before it. */
export function printWord(word: Word): string {
  return word.pieces.map(printPiece).join('');
}

function printPiece(piece: Piece): string {
  switch (piece.type) {
    case 'unquoted':
      return piece.text;
    case 'strong':
      return `'${piece.text}${piece.closed ? "'" : ''}`;
    case 'weak':
      return `"${piece.parts.map(printWeakPart).join('')}${piece.closed ? '"' : ''}`;
  }
}

function printWeakPart(part: WeakPart): string {
  if (part.type !== 'variable') return part.text;
  if (!part.braces) return `$${part.name}`;
  return `\${${part.name}${part.split ? '[*]' : ''}${part.default === undefined ? '' : `-${part.default}`}}`;
}
