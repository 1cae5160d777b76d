/** Rules of one kind and proxy, compiled. */
import type { RuleSubject } from './rule-subject.js';
import type { Verdict } from './verdict.js';

export interface RuleSet {
  /** No rule at all: the session does not ask, and does not look at content for its sake. */
  readonly empty: boolean;
  /**
   * Runs the rules in order until one decides. `final`: what there is will not become more, nobody answers WAIT.
   * Called again with more content it begins at the first rule. Never throws.
   */
  evaluate(subject: RuleSubject, final: boolean): Verdict;
}
