/** What every predicate of `.if` satisfies; predicates/index.ts lists them all. */
import type { Environment } from '../../parser/evaluate.js';

/** What predicates ask about. */
export interface Facts {
  environment: Environment;
  /** Whether splicing has been turned off so far, by `nosplice` or on the command line. */
  nosplice: boolean;
}

export interface Predicate {
  name: string;
  /** One sentence: when it holds. */
  summary: string;
  /** How many arguments it takes, exactly. */
  arguments: 1 | 2;
  /** `invalid`: why the arguments cannot be used. */
  evaluate(args: readonly string[], facts: Facts): boolean | { invalid: string };
}
