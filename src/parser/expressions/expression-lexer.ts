import moo from 'moo';

/**
 * Tokens of a sample expression, the word's own quotes gone. They end where the expression does: at the first character
 * that can continue none, such as the `]` of `%[src]`.
 *
 * Source: configuration.txt, 2.2 and 7.3, and what HAProxy 2.6 does: within arguments `\n`, `\r`, `\t`, `\\`, `\"`, `\'` and
 * `\ ` are escapes, any other backslash is itself (so none protects a comma); a parenthesis within an argument opens nothing.
 */
const stop = /[^]/;

const states = moo.states({
  call: {
    n: { match: /[A-Za-z0-9_.:+-]+/, next: 'called' },
    ',': ',',
    stop: { match: stop, lineBreaks: true },
  },
  called: {
    '(': { match: '(', next: 'arguments' },
    ',': { match: ',', next: 'call' },
    stop: { match: stop, lineBreaks: true },
  },
  arguments: {
    ')': { match: ')', next: 'closed' },
    ',': ',',
    a: { match: /(?:[^,)"'\\]+|\\[ \\'"]|\\)+/, lineBreaks: true },
    q: { match: /'[^']*'/, lineBreaks: true },
    w: { match: /"(?:[^"\\]|\\[^])*"/, lineBreaks: true },
    open: { match: /["'][^]*/, lineBreaks: true },
  },
  closed: {
    ',': { match: ',', next: 'call' },
    stop: { match: stop, lineBreaks: true },
  },
});

export interface ExpressionToken {
  type: 'n' | '(' | ',' | ')' | 'a' | 'q' | 'w' | 'open';
  /** From 0, within the text. */
  offset: number;
  text: string;
}

/** The tokens of the expression that begins at `start`. Linear in time; never throws. */
export function tokenizeExpression(text: string, start: number): ExpressionToken[] {
  const tokens: ExpressionToken[] = [];
  states.reset(start === 0 ? text : text.slice(start));
  for (let token = states.next(); token !== undefined && token.type !== 'stop'; token = states.next()) {
    tokens.push({ type: token.type as ExpressionToken['type'], offset: start + token.offset, text: token.text });
  }
  return tokens;
}
