import moo from 'moo';

/**
 * Tokens of a condition. Blanks between them are left out; within arguments they count.
 *
 * Source: configuration.txt, 2.4, and what HAProxy 2.6 does: no blank stands before the parenthesis of a predicate; quotes
 * and escapes in arguments are those of sample expressions.
 */
const states = moo.states({
  condition: {
    blank: { match: /[ \t\n\v\f\r]+/, lineBreaks: true },
    i: /[+-]?[0-9]+/,
    p: { match: /[A-Za-z_][A-Za-z0-9_]*\(/, next: 'arguments' },
    '&': '&&',
    '|': '||',
    '!': '!',
    '(': '(',
    ')': ')',
    stray: { match: /[^]/, lineBreaks: true },
  },
  arguments: {
    ')': { match: ')', next: 'condition' },
    ',': ',',
    a: { match: /(?:[^,)"'\\]+|\\[ \\'"]|\\)+/, lineBreaks: true },
    q: { match: /'[^']*'/, lineBreaks: true },
    w: { match: /"(?:[^"\\]|\\[^])*"/, lineBreaks: true },
    open: { match: /["'][^]*/, lineBreaks: true },
  },
});

export interface ConditionToken {
  type: 'i' | 'p' | '&' | '|' | '!' | '(' | ')' | ',' | 'a' | 'q' | 'w' | 'open' | 'stray';
  /** From 0, within the text. */
  offset: number;
  text: string;
}

/** All tokens, or as many as `most` and one more. A 'stray' or 'open' one is the last. Linear in time; never throws. */
export function tokenizeCondition(text: string, most: number): ConditionToken[] {
  const tokens: ConditionToken[] = [];
  states.reset(text);
  for (let token = states.next(); token !== undefined && tokens.length <= most; token = states.next()) {
    if (token.type === 'blank') continue;
    tokens.push({ type: token.type as ConditionToken['type'], offset: token.offset, text: token.text });
    if (token.type === 'stray' || token.type === 'open') break;
  }
  return tokens;
}
