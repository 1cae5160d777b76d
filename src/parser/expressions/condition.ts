/**
 * Conditions: the words after `if` or `unless`, as a disjunction of conjunctions of ACLs.
 * Source: configuration.txt, 7.2, and what HAProxy 2.6 does: exclamation marks may touch what follows them and cancel each
 * other out; braces are words of their own.
 */
import nearley from 'nearley';
import type { ConditionShape, TermShape } from './condition-shape.js';
import compiledGrammar from './condition.generated.js';

/** Indexes are of the words given. */
export interface ConditionNode {
  /** None of them is empty. None at all: a condition that never holds. */
  alternatives: TermNode[][];
}

export interface TermNode {
  negated: boolean;
  /** Of the word with the name, or of the first word after the brace. */
  word: number;
  /** As written, exclamation marks gone; undefined: an anonymous ACL. */
  name?: string;
  /** How many words stand between the braces. */
  words: number;
}

export type ParsedCondition = { node: ConditionNode } | { fault: { word: number; message: string } };

interface ConditionToken {
  type: 'n' | 'o' | '!' | '{' | '}' | 'w';
  word: number;
  text: string;
}

/** `words` without `if` or `unless`. Never throws. */
export function parseCondition(words: readonly string[]): ParsedCondition {
  const tokens = tokenizeCondition(words);
  if (!Array.isArray(tokens)) return { fault: tokens };
  const shape = parseConditionShape(tokens.map(({ type }) => type).join(''))[0]!;
  const alternatives = shape.map((terms) => terms.map((term) => build(term, tokens))).filter((terms) => terms.length > 0);
  return { node: { alternatives } };
}

/** Every result nearley finds for a sequence of token types; there is exactly one for what `tokenizeCondition` makes. */
export function parseConditionShape(letters: string): ConditionShape[] {
  grammar ??= nearley.Grammar.fromCompiled(compiledGrammar);
  return new nearley.Parser(grammar).feed(letters).results as ConditionShape[];
}

let grammar: nearley.Grammar | undefined;

export function tokenizeCondition(words: readonly string[]): ConditionToken[] | { word: number; message: string } {
  const tokens: ConditionToken[] = [];
  for (let word = 0; word < words.length; word++) {
    let text = words[word]!;
    if (text.toLowerCase() === 'or' || text === '||') {
      tokens.push({ type: 'o', word, text });
      continue;
    }
    for (; text.startsWith('!'); text = text.slice(1)) tokens.push({ type: '!', word, text: '!' });
    if (text === '{') {
      const close = words.indexOf('}', word + 1);
      if (close < 0) return { word, message: "missing closing '}' in condition" };
      tokens.push({ type: '{', word, text });
      for (word++; word < close; word++) tokens.push({ type: 'w', word, text: words[word]! });
      tokens.push({ type: '}', word, text: '}' });
    } else if (text !== '') {
      tokens.push({ type: 'n', word, text });
    }
  }
  return tokens;
}

function build({ negated, at, words }: TermShape, tokens: readonly ConditionToken[]): TermNode {
  const { word, text } = tokens[at]!;
  return words === undefined ? { negated, word, name: text, words: 1 } : { negated, word: word + 1, words };
}
