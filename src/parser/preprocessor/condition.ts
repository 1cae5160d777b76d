/**
 * Conditions of `.if` and `.elif`: text to tree.
 * Source: configuration.txt, 2.4, and what HAProxy 2.6 answers.
 */
import nearley from 'nearley';
import type { ArgumentNode, ArgumentPiece } from '../expressions/ast.js';
import compiledGrammar from './condition.generated.js';
import { tokenizeCondition, type ConditionToken } from './condition-lexer.js';
import type { ArgumentShape, TermShape } from './condition-shape.js';

/** One of the alternatives holds: each is a list of terms that all hold. Offsets are from 0, within the text. */
export type PreprocessorCondition = TermNode[][];

export type TermNode = { offset: number; negated: boolean } & (
  | { type: 'integer'; text: string }
  | { type: 'group'; any: TermNode[][] }
  | { type: 'predicate'; name: string; arguments: ArgumentNode[] }
);

/** Why a text is no condition, and where. */
export interface ConditionFault {
  offset: number;
  message: string;
}

/** HAProxy's depth of parentheses. */
export const deepestCondition = 340;
/** Longer conditions than any file has; the bound is against hostile ones. */
export const mostConditionTokens = 4096;

/** The tree of a text that is not empty, or what is wrong with it. Never throws. */
export function parsePreprocessorCondition(text: string): { condition: PreprocessorCondition } | { fault: ConditionFault } {
  const tokens = tokenizeCondition(text, mostConditionTokens);
  const fault = boundsFault(tokens);
  if (fault) return { fault };
  const results = parseConditionShape(lettersOf(tokens));
  if (typeof results === 'number') return { fault: faultAt(results, tokens, text) };
  return { condition: buildAny(results[0]!, tokens) };
}

function boundsFault(tokens: readonly ConditionToken[]): ConditionFault | undefined {
  if (tokens.length > mostConditionTokens) return { offset: tokens.at(-1)!.offset, message: 'the condition is too long' };
  let depth = 0;
  for (const { type, offset } of tokens) {
    if (type === '(' && ++depth > deepestCondition)
      return { offset, message: `more than ${deepestCondition} parentheses are open` };
    if (type === ')') depth--;
  }
  return undefined;
}

const lettersOf = (tokens: readonly ConditionToken[]): string =>
  tokens.map(({ type }) => (type === 'stray' || type === 'open' ? '?' : type)).join('');

/** Every result nearley finds for a sequence of token types, or the index of the token where there is none. */
export function parseConditionShape(letters: string): TermShape[][][] | number {
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
  return parser.results.length === 0 ? letters.length : (parser.results as TermShape[][][]);
}

let grammar: nearley.Grammar | undefined;

/** `index`: of the token that does not fit, or one past the last. */
function faultAt(index: number, tokens: readonly ConditionToken[], text: string): ConditionFault {
  const token = tokens[index];
  const before = tokens[index - 1];
  const offset = token?.offset ?? text.length;
  if (token?.type === 'open') return { offset, message: `unmatched quote ${token.text[0]} in an argument` };
  if (insideArguments(index, tokens)) return { offset, message: "expected ')' after the arguments" };
  const complete = before !== undefined && ['i', ')'].includes(before.type);
  if (!complete) {
    const rest = text.slice(offset);
    return {
      offset,
      message: rest === '' ? 'something is missing at the end of the condition' : `unparsable condition '${rest}'`,
    };
  }
  return token === undefined
    ? { offset, message: "expected ')' at the end of the condition" }
    : { offset, message: `unexpected character '${token.text[0]}' after a condition` };
}

function insideArguments(index: number, tokens: readonly ConditionToken[]): boolean {
  const before = tokens.slice(0, index);
  return before.findLastIndex(({ type }) => type === 'p') > before.findLastIndex(({ type }) => type === ')');
}

const buildAny = (any: readonly TermShape[][], tokens: readonly ConditionToken[]): TermNode[][] =>
  any.map((all) => all.map((term) => buildTerm(term, tokens)));

function buildTerm(shape: TermShape, tokens: readonly ConditionToken[]): TermNode {
  const { offset, text } = tokens[shape.at]!;
  const { negated } = shape;
  switch (shape.type) {
    case 'integer':
      return { type: 'integer', offset, negated, text };
    case 'group':
      return { type: 'group', offset, negated, any: buildAny(shape.any, tokens) };
    case 'predicate': {
      const args = shape.arguments.map((argument) => buildArgument(argument, tokens));
      return { type: 'predicate', offset, negated, name: text.slice(0, -1), arguments: args };
    }
  }
}

const pieceTypes = { a: 'bare', q: 'strong', w: 'weak' } as const;

function buildArgument({ at, count }: ArgumentShape, tokens: readonly ConditionToken[]): ArgumentNode {
  const pieces = tokens
    .slice(at, at + count)
    .map(({ type, text }): ArgumentPiece => ({ type: pieceTypes[type as keyof typeof pieceTypes], text }));
  return { offset: tokens[at]!.offset, pieces };
}
