import moo from 'moo';

/**
 * Tokens of one line. They tile it: the texts of all tokens but the last, concatenated, are the line.
 *
 * Escapes stay inside 'unquoted' and 'weakText'; what they stand for is evaluation's business. The last token is always 'eol',
 * empty, at the line's end: nearley has no other way to say where a line broke off.
 *
 * Source: configuration.txt, 2.2 and 2.3, and what HAProxy 2.6 does: vertical tab and form feed separate words; a carriage
 * return behind a blank is one too, and any other ends the line, even within quotes; `\` before a tab escapes nothing; a default
 * value ends at the first '}'.
 */
const variableName = /(?:[A-Za-z_][A-Za-z0-9_]*|\.(?:FILE|LINE|SECTION)(?![A-Za-z0-9_]))/;
const variableBody = new RegExp(`${variableName.source}(?:\\[\\*\\])?(?:-[^}\\n]*)?\\}`);

const name = { match: variableName };
const ignored = /\r[^\n]*/;

const states = moo.states({
  line: {
    blank: /(?:[ \t\v\f]|(?<![^])\r)[ \t\v\f\r]*/,
    unquoted: /(?:[^ \t\v\f\r\n\\'"#]+|\\[ \\'"#]|\\)+/,
    strong: /'[^'\r\n]*'/,
    openStrong: /'[^'\r\n]*/,
    weakOpen: { match: '"', push: 'weak' },
    comment: /#[^\n]*/,
    ignored,
  },
  weak: {
    weakText: /(?:[^"\\$\r\n]+|\\[ \\'"#$]|\\)+/,
    weakClose: { match: '"', pop: 1 },
    dollar: { match: new RegExp(`\\$(?=${variableName.source})`), push: 'variable' },
    braceOpen: { match: new RegExp(`\\$\\{(?=${variableBody.source})`), push: 'brace' },
    badVariable: /\$[^\n]*/,
    ignored,
  },
  variable: {
    name: { ...name, pop: 1 },
  },
  brace: {
    name,
    star: '[*]',
    fallback: /-[^}\n]*/,
    braceClose: { match: '}', pop: 1 },
  },
});

export const tokenTypes = [
  'blank',
  'unquoted',
  'strong',
  'openStrong',
  'weakOpen',
  'weakText',
  'weakClose',
  'dollar',
  'braceOpen',
  'name',
  'star',
  'fallback',
  'braceClose',
  'badVariable',
  'comment',
  'ignored',
  'opaque',
  'eol',
] as const;

export type TokenType = (typeof tokenTypes)[number];

export interface Token {
  type: TokenType;
  /** 1-based, in bytes. */
  column: number;
  text: string;
}

/** Longest line that is looked into, in bytes. Longer ones are one 'opaque' token. */
export const longestLine = 512 * 1024;
/** Most tokens in a line; HAProxy takes 64 words. A line with more is one 'opaque' token. */
export const mostTokens = 1024;

/** The tokens of a line given without its line end. Never throws; linear in time. */
export function tokenize(line: string): Token[] {
  if (line.length > longestLine || line.includes('\0')) return opaque(line);
  const tokens: Token[] = [];
  states.reset(line);
  for (let token = states.next(); token !== undefined; token = states.next()) {
    if (tokens.length === mostTokens) return opaque(line);
    tokens.push({ type: token.type as TokenType, column: token.offset + 1, text: token.text });
  }
  tokens.push({ type: 'eol', column: line.length + 1, text: '' });
  return tokens;
}

function opaque(line: string): Token[] {
  return [
    { type: 'opaque', column: 1, text: line },
    { type: 'eol', column: line.length + 1, text: '' },
  ];
}
