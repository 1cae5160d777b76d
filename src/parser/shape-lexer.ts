import { tokenTypes, type Token, type TokenType } from './lexer.js';

/** A line's shape: one character per token, which tells its type. Lines of one shape parse alike. */
export function shapeOf(tokens: readonly Token[]): string {
  let shape = '';
  for (const token of tokens) shape += letterOf[token.type];
  return shape;
}

const letterOf = Object.fromEntries(tokenTypes.map((type, index) => [type, String.fromCharCode(0x61 + index)])) as Readonly<
  Record<Token['type'], string>
>;

interface ShapeToken {
  type: TokenType;
  value: number;
}

let shape = '';
let next = 0;

/** Reads a shape back into tokens for nearley: type, and as value the token's index in the line. Reset by every feed. */
export const lexer = {
  reset(chunk: string): void {
    shape = chunk;
    next = 0;
  },
  next(): ShapeToken | undefined {
    const type = tokenTypes[shape.charCodeAt(next) - 0x61];
    return type === undefined ? undefined : { type, value: next++ };
  },
  save: () => ({}),
  formatError: ({ type }: ShapeToken) => `no rule takes ${type} here`,
  has: (type: string) => (tokenTypes as readonly string[]).includes(type),
};
