/**
 * The syntax tree of a sample expression: every byte of it, without meaning. Offsets are from 0, within the text that was
 * parsed. `printExpression` gives the text back.
 */
export interface ExpressionNode {
  fetch: CallNode;
  converters: ConverterNode[];
}

export interface CallNode {
  offset: number;
  name: string;
  /** undefined: no parentheses. Empty parentheses hold one empty argument. */
  arguments?: ArgumentNode[];
}

export interface ConverterNode extends CallNode {
  /** The commas before it: HAProxy takes several for one. */
  commas: string;
}

/** Pieces that touch make one argument: `a"b,c"d`. */
export interface ArgumentNode {
  offset: number;
  pieces: ArgumentPiece[];
}

/** As written, quotes included. */
export interface ArgumentPiece {
  type: 'bare' | 'strong' | 'weak';
  text: string;
}
