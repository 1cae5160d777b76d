/** What condition.ne builds: indexes into the tokens of a condition. */
import { rule } from './rule.js';

export interface TermShape {
  negated: boolean;
  /** Of the name, or of the opening brace. */
  at: number;
  /** Words between braces; undefined: a name. */
  words: number | undefined;
}

export type ConditionShape = TermShape[][];

export const firstAlternative = rule(([alternative]: [TermShape[]]): ConditionShape => [alternative]);
export const nextAlternative = rule(([before, , alternative]: [ConditionShape, string, TermShape[]]): ConditionShape => [
  ...before,
  alternative,
]);
export const alternative = rule(([terms]: [TermShape[], string[]]): TermShape[] => terms);
export const named = rule(([bangs]: [string[], string], at): TermShape => ({
  negated: bangs.length % 2 === 1,
  at: at + bangs.length,
  words: undefined,
}));
export const anonymous = rule(([bangs, , words]: [string[], string, string[], string], at): TermShape => ({
  negated: bangs.length % 2 === 1,
  at: at + bangs.length,
  words: words.length,
}));
