/**
 * Sample expressions: text to tree and back, and the value of an argument.
 * Source: configuration.txt, 7.3.
 */
import nearley from 'nearley';
import type { ArgumentNode, ArgumentPiece, CallNode, ExpressionNode } from './ast.js';
import { tokenizeExpression, type ExpressionToken } from './expression-lexer.js';
import type { ArgumentShape, CallShape, ExpressionShape } from './expression-shape.js';
import compiledGrammar from './expression.generated.js';

/** Why a text is no expression. */
export interface SyntaxFault {
  /** From 0, within the text. */
  offset: number;
  message: string;
}

export type ParsedExpression = { node: ExpressionNode; end: number } | { fault: SyntaxFault };

/**
 * The expression that begins at `start`, as long as it goes: `end` is where the text goes on with something else. Whoever
 * embeds expressions looks for what must follow there. Never throws.
 */
export function parseExpression(text: string, start = 0): ParsedExpression {
  const tokens = tokenizeExpression(text, start);
  const shape = shapeOfExpression(tokens);
  if (typeof shape === 'number') return { fault: faultAt(shape, tokens, text.length, start) };
  const last = tokens.at(-1)!;
  return { node: build(shape, tokens), end: last.offset + last.text.length };
}

/** Every result nearley finds for a sequence of token types, or the index of the token where there is none. */
export function parseExpressionShape(letters: string): ExpressionShape[] | number {
  if (letters === '') return 0;
  grammar ??= nearley.Grammar.fromCompiled(compiledGrammar);
  const parser = new nearley.Parser(grammar);
  for (let index = 0; index < letters.length; index++) {
    try {
      parser.feed(letters[index]!);
    } catch {
      return index;
    }
  }
  return parser.results.length === 0 ? letters.length : (parser.results as ExpressionShape[]);
}

let grammar: nearley.Grammar | undefined;

/** Shapes seen before: real files have few. The bounds are against hostile ones. */
const shapes = new Map<string, ExpressionShape | number>();
const mostShapes = 1024;
const longestShape = 120;

function shapeOfExpression(tokens: readonly ExpressionToken[]): ExpressionShape | number {
  let letters = '';
  for (const { type } of tokens) letters += type === 'open' ? '"' : type;
  const known = shapes.get(letters);
  if (known !== undefined) return known;
  const results = parseExpressionShape(letters);
  const result = typeof results === 'number' ? results : results[0]!;
  if (letters.length <= longestShape) {
    if (shapes.size === mostShapes) shapes.clear();
    shapes.set(letters, result);
  }
  return result;
}

/** `index`: of the token that does not fit, or one past the last. */
function faultAt(index: number, tokens: readonly ExpressionToken[], length: number, start: number): SyntaxFault {
  const token = tokens[index];
  const before = tokens[index - 1];
  if (token?.type === 'open') return { offset: token.offset, message: `unmatched quote ${token.text[0]} in an argument` };
  if (before === undefined) return { offset: token?.offset ?? start, message: 'missing fetch method' };
  const offset = token?.offset ?? Math.min(before.offset + before.text.length, length);
  return before.type === ',' && !insideParentheses(index, tokens)
    ? { offset, message: 'missing converter after the comma' }
    : { offset, message: "missing closing parenthesis: expected ')'" };
}

function insideParentheses(index: number, tokens: readonly ExpressionToken[]): boolean {
  const before = tokens.slice(0, index);
  return before.findLastIndex(({ type }) => type === '(') > before.findLastIndex(({ type }) => type === ')');
}

function build({ fetch, converters }: ExpressionShape, tokens: readonly ExpressionToken[]): ExpressionNode {
  return {
    fetch: buildCall(fetch, tokens),
    converters: converters.map((shape) => ({ ...buildCall(shape, tokens), commas: ','.repeat(shape.commas) })),
  };
}

function buildCall({ at, arguments: shapes }: CallShape, tokens: readonly ExpressionToken[]): CallNode {
  const { offset, text } = tokens[at]!;
  const call: CallNode = { offset, name: text };
  if (shapes !== undefined) call.arguments = shapes.map((shape) => buildArgument(shape, tokens));
  return call;
}

const pieceTypes = { a: 'bare', q: 'strong', w: 'weak' } as const;

function buildArgument({ at, count }: ArgumentShape, tokens: readonly ExpressionToken[]): ArgumentNode {
  const pieces = tokens
    .slice(at, at + count)
    .map(({ type, text }): ArgumentPiece => ({ type: pieceTypes[type as keyof typeof pieceTypes], text }));
  return { offset: tokens[at]!.offset, pieces };
}

/** The text of an expression: `parseExpression` gave this node for it. */
export function printExpression({ fetch, converters }: ExpressionNode): string {
  return printCall(fetch) + converters.map((converter) => converter.commas + printCall(converter)).join('');
}

function printCall({ name, arguments: args }: CallNode): string {
  if (args === undefined) return name;
  return `${name}(${args.map(({ pieces }) => pieces.map(({ text }) => text).join('')).join(',')})`;
}

/** What an argument says, its quotes and escapes gone. */
export function argumentValue({ pieces }: ArgumentNode): string {
  let value = '';
  for (const { type, text } of pieces) {
    if (type === 'bare') value += unescape(text);
    else if (type === 'weak') value += unescape(text.slice(1, -1));
    else value += text.slice(1, -1);
  }
  return value;
}

const unescape = (text: string): string =>
  text.includes('\\') ? text.replace(/\\([nrt \\'"])/g, (_, letter: string) => control[letter] ?? letter) : text;

const control: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };
