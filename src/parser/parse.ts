import nearley from 'nearley';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { Diagnostics } from '../diagnostics/diagnostics.js';
import type { Document, Line, Piece, WeakPart, Word } from './ast.js';
import { bareWords, type BareWord } from './bare-words.js';
import { longestLine, tokenize, type Token } from './lexer.js';
import type { LineShape, PieceShape, WeakPartShape } from './shape.js';
import { shapeOf } from './shape-lexer.js';
import type { Source } from './source.js';
import compiledGrammar from './surface.generated.js';

/**
 * Text to tree. Every text has one, and `print` gives the text back.
 *
 * Reports what concerns lines as a whole: too long or too fragmented ones, NUL characters, text behind a stray carriage
 * return, a last line without its end. Quotes, escapes and variables are looked at by `evaluate`. Never throws.
 */
export function parse(source: Source): { document: Document; diagnostics: Diagnostic[] } {
  const diagnostics = new Diagnostics();
  const document: Document = { name: source.name, lines: [...linesOf(source, diagnostics)] };
  return { document, diagnostics: [...diagnostics.list] };
}

/** The same line by line, for who wants each only once: on large files most of `parse`'s time goes into keeping the tree. */
export function* linesOf({ name, text }: Source, diagnostics: Diagnostics): Generator<Line, void, undefined> {
  for (let start = 0, number = 1; start < text.length; number++) {
    const newline = text.indexOf('\n', start);
    const stop = newline === -1 ? text.length : newline + 1;
    const line = parseLine(text.slice(start, stop), name, number);
    checkLine(line, stop - start, diagnostics);
    yield line;
    start = stop;
  }
}

/** The same for who wants words: those of a line that has nothing but bare ones, and the trees of the others. */
export function* wordsOrLinesOf(source: Source, diagnostics: Diagnostics): Generator<BareWord[] | Line, void, undefined> {
  const { name, text } = source;
  for (let start = 0, number = 1; start < text.length; number++) {
    const newline = text.indexOf('\n', start);
    const stop = newline === -1 ? text.length : newline + 1;
    const words = bareWords(source, start, number);
    if (words === undefined) {
      const line = parseLine(text.slice(start, stop), name, number);
      checkLine(line, stop - start, diagnostics);
      yield line;
    } else yield words;
    start = stop;
  }
}

/** One line with its line end, if it has one. */
export function parseLine(text: string, file: string, number: number): Line {
  const end = text.endsWith('\r\n') ? '\r\n' : text.endsWith('\n') ? '\n' : '';
  const content = end === '' ? text : text.slice(0, text.length - end.length);
  const tokens = tokenize(content);
  return build(shapeOfLine(tokens), tokens, file, number, end);
}

/**
 * Every result nearley finds for a sequence of tokens; more or fewer than one is a bug of the grammar.
 * The grammar sees the tokens' types only.
 */
export function parseShape(shape: string): LineShape[] {
  grammar ??= nearley.Grammar.fromCompiled(compiledGrammar);
  return new nearley.Parser(grammar).feed(shape).results as LineShape[];
}

let grammar: nearley.Grammar | undefined;

/** Shapes seen before. Configurations have few and short ones; the bounds are against hostile ones. */
const shapes = new Map<string, LineShape>();
const mostShapes = 2048;
const longestShape = 160;

function shapeOfLine(tokens: readonly Token[]): LineShape {
  const letters = shapeOf(tokens);
  const known = shapes.get(letters);
  if (known !== undefined) return known;
  const results = parseShape(letters);
  const shape = results[0];
  if (shape === undefined || results.length > 1) throw new Error(`${results.length} results for line shape '${letters}'`);
  if (letters.length <= longestShape) {
    if (shapes.size === mostShapes) shapes.clear();
    shapes.set(letters, shape);
  }
  return shape;
}

function build(shape: LineShape, tokens: readonly Token[], file: string, number: number, end: string): Line {
  const textAt = (index: number | undefined): string => (index === undefined ? '' : tokens[index]!.text);
  const words: Word[] = [];
  for (const word of shape.words) {
    const pieces: Piece[] = [];
    for (const piece of word.pieces) pieces.push(buildPiece(piece, tokens));
    words.push({ column: pieces[0]!.column, before: textAt(word.before), pieces });
  }
  const line: Line = { file, number, indent: textAt(shape.indent), words, trailing: textAt(shape.trailing), end };
  if (shape.comment !== undefined) line.comment = positioned(tokens[shape.comment]!);
  if (shape.ignored !== undefined) line.ignored = positioned(tokens[shape.ignored]!);
  if (shape.opaque !== undefined) line.opaque = textAt(shape.opaque);
  return line;
}

const positioned = ({ column, text }: Token) => ({ column, text });

function buildPiece(shape: PieceShape, tokens: readonly Token[]): Piece {
  const { column, text } = tokens[shape.at]!;
  switch (shape.type) {
    case 'unquoted':
      return { type: 'unquoted', column, text };
    case 'strong':
      return { type: 'strong', column, text: shape.closed ? text.slice(1, -1) : text.slice(1), closed: shape.closed };
    case 'weak':
      return { type: 'weak', column, parts: shape.parts.map((part) => buildWeakPart(part, tokens)), closed: shape.closed };
  }
}

function buildWeakPart(shape: WeakPartShape, tokens: readonly Token[]): WeakPart {
  const { column, text } = tokens[shape.at]!;
  if (shape.type !== 'variable') return { type: shape.type, column, text };
  const variable: WeakPart = {
    type: 'variable',
    column,
    name: tokens[shape.name]!.text,
    braces: shape.braces,
    split: shape.split,
  };
  if (shape.default !== undefined) variable.default = tokens[shape.default]!.text.slice(1);
  return variable;
}

function checkLine(line: Line, length: number, diagnostics: Diagnostics): void {
  const at = (column: number, length = 1) => ({ file: line.file, line: line.number, column, length });
  if (line.opaque !== undefined) {
    checkOpaque(line.opaque, line, diagnostics);
  } else if (line.ignored !== undefined && /[^ \t\v\f\r]/.test(line.ignored.text)) {
    diagnostics.warning(
      'text-after-carriage-return',
      at(line.ignored.column),
      'a carriage return ends the line here, what follows it is ignored',
      'write lines that end in LF or CRLF',
    );
  }
  if (line.end === '') {
    diagnostics.alert(
      'missing-newline',
      at(length + 1),
      'missing LF on last line, file might have been truncated',
      'end the last line with a newline',
    );
  }
}

function checkOpaque(text: string, line: Line, diagnostics: Diagnostics): void {
  const place = { file: line.file, line: line.number, column: 1, length: 1 };
  const nul = text.indexOf('\0');
  if (nul !== -1) {
    if (!diagnostics.has('stray-nul')) {
      diagnostics.alert('stray-nul', { ...place, column: nul + 1 }, 'stray NUL character', 'is this a text file?');
    }
  } else if (text.length <= longestLine) {
    diagnostics.alert('line-too-long', place, 'line has too many words and quoted pieces');
  } else if (/^[ \t\v\f\r]*(?:#|$)/.test(text)) {
    diagnostics.warning('line-too-long', place, `line of ${text.length.toLocaleString('en')} bytes, is its end missing?`);
  } else {
    diagnostics.alert(
      'line-too-long',
      place,
      `line of ${text.length.toLocaleString('en')} bytes is longer than the ${longestLine.toLocaleString('en')} allowed`,
    );
  }
}
