import moo from 'moo';

/**
 * Tokens of a log-format string; they tile it. An expression ends at the first `]` outside of its arguments, whose quotes and
 * escapes are those of sample expressions.
 *
 * Source: configuration.txt, 8.2.6, and what HAProxy 2.6 does: spaces separate, tabs do not; the letters after `%` are one
 * name, whatever follows; `%` before anything else that begins nothing is dropped. `%(name)` is of later versions.
 */
const label = /\([A-Za-z0-9_.-]*(?::[a-z]+)?\)(?=[A-Za-z{[])/;
const argument = /(?:[^)"'\\]|\\[ \\'"]|\\|'[^']*'|"(?:[^"\\]|\\[^])*")*/;

const states = moo.states({
  text: {
    b: / +/,
    p: '%%',
    '%': { match: new RegExp(`%(?=[A-Za-z{[]|${label.source})`), push: 'variable' },
    s: { match: /%(?=[^% ])/, lineBreaks: true },
    bad: /%/,
    t: { match: /[^ %]+/, lineBreaks: true },
  },
  variable: {
    '(': label,
    '{': { match: /\{[^}]*\}/, lineBreaks: true },
    a: { match: /[A-Za-z]+/, pop: 1 },
    e: { match: new RegExp(`\\[(?:[^\\](]|\\(${argument.source}\\))*\\]`), pop: 1, lineBreaks: true },
    bad: { match: /[^]/, lineBreaks: true },
  },
});

export interface LogFormatToken {
  /** text, blank, percent, stray, `%`, label, flags, alias, expression, what fits nowhere. */
  type: 't' | 'b' | 'p' | 's' | '%' | '(' | '{' | 'a' | 'e' | 'bad';
  offset: number;
  text: string;
}

/** Up to the first token that fits nowhere, which is the last one. Linear in time; never throws. */
export function tokenizeLogFormat(text: string): LogFormatToken[] {
  const tokens: LogFormatToken[] = [];
  states.reset(text);
  for (let token = states.next(); token !== undefined; token = states.next()) {
    const type = token.type as LogFormatToken['type'];
    tokens.push({ type, offset: token.offset, text: token.text });
    if (type === 'bad') break;
  }
  return tokens;
}
