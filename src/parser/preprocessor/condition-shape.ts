/** What condition.ne builds: the shape of a condition, in indexes into its tokens. */
import { rule } from '../expressions/rule.js';

export interface ArgumentShape {
  at: number;
  /** Tokens from `at` on. */
  count: number;
}

export type TermShape = { negated: boolean; at: number } & (
  { type: 'integer' } | { type: 'group'; any: TermShape[][] } | { type: 'predicate'; arguments: ArgumentShape[] }
);

const isOdd = (bangs: readonly string[]): boolean => bangs.length % 2 === 1;

export const firstAlternative = rule(([all]: [TermShape[]]): TermShape[][] => [all]);
export const nextAlternative = rule(([before, , all]: [TermShape[][], string, TermShape[]]): TermShape[][] => [...before, all]);
export const firstTerm = rule(([term]: [TermShape]): TermShape[] => [term]);
export const nextTerm = rule(([before, , term]: [TermShape[], string, TermShape]): TermShape[] => [...before, term]);

export const integer = rule(([bangs]: [string[], string], at): TermShape => ({
  type: 'integer',
  negated: isOdd(bangs),
  at: at + bangs.length,
}));
export const group = rule(([bangs, , any]: [string[], string, TermShape[][], string], at): TermShape => ({
  type: 'group',
  negated: isOdd(bangs),
  at: at + bangs.length,
  any,
}));
export const predicate = rule(([bangs, , args]: [string[], string, ArgumentShape[], string], at): TermShape => ({
  type: 'predicate',
  negated: isOdd(bangs),
  at: at + bangs.length,
  arguments: args,
}));

export const firstArgument = rule(([argument]: [ArgumentShape]): ArgumentShape[] => [argument]);
export const nextArgument = rule(([before, , argument]: [ArgumentShape[], string, ArgumentShape]): ArgumentShape[] => [
  ...before,
  argument,
]);
export const argument = rule(([pieces]: [string[]], at): ArgumentShape => ({ at, count: pieces.length }));
