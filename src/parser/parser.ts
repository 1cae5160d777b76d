/**
 * `headrace/parser`: haproxy.cfg for other tools. Text to a lossless tree and back, words as HAProxy evaluates them, and the
 * languages within words: conditions, sample expressions, log formats. docs/parser.md has examples.
 *
 * All strings of the tree are byte strings, one character per byte of the file (`toText`, `toBytes`).
 */
export type {
  BadVariable,
  Document,
  Line,
  Piece,
  Positioned,
  Strong,
  Unquoted,
  Variable,
  Weak,
  WeakPart,
  WeakText,
  Word,
} from './ast.js';
export type { Diagnostic, Span } from '../diagnostics/diagnostic.js';
export { toBytes, toText } from '../diagnostics/byte-string.js';
export { environmentOf, evaluate, type Environment, type EvaluatedWord } from './evaluate.js';
export { parse } from './parse.js';
export { print, printLine, printWord } from './print.js';
export { readSource, type Source } from './source.js';
export { parseCondition, type ConditionNode, type ParsedCondition, type TermNode } from './expressions/condition.js';
export { argumentValue, parseExpression, printExpression, type ParsedExpression } from './expressions/expression.js';
export type { ArgumentNode, CallNode, ConverterNode, ExpressionNode } from './expressions/ast.js';
export { parseLogFormat, printLogFormat, type ParsedLogFormat } from './log-format/parse.js';
export type { LogFormatItem, LogFormatNode, LogFormatVariable } from './log-format/ast.js';
