/** What expression.ne builds: indexes into the tokens of an expression. */
import { rule } from './rule.js';

export interface CallShape {
  at: number;
  /** undefined: no parentheses. */
  arguments: ArgumentShape[] | undefined;
}

/** `count` tokens from `at`. */
export interface ArgumentShape {
  at: number;
  count: number;
}

export interface ConverterShape extends CallShape {
  /** How many commas stand before it. */
  commas: number;
}

export interface ExpressionShape {
  fetch: CallShape;
  converters: ConverterShape[];
}

export const expression = rule(([fetch, converters]: [CallShape, ConverterShape[]]): ExpressionShape => ({ fetch, converters }));
export const converter = rule(([commas, call]: [string[], CallShape]): ConverterShape => ({ ...call, commas: commas.length }));
export const bareCall = rule((_: [string], at): CallShape => ({ at, arguments: undefined }));
export const call = rule(([, , args]: [string, string, ArgumentShape[], string], at): CallShape => ({ at, arguments: args }));
export const firstArgument = rule(([argument]: [ArgumentShape]): ArgumentShape[] => [argument]);
export const nextArgument = rule(([before, , argument]: [ArgumentShape[], string, ArgumentShape]): ArgumentShape[] => [
  ...before,
  argument,
]);
export const argument = rule(([pieces]: [string[]], at): ArgumentShape => ({ at, count: pieces.length }));
