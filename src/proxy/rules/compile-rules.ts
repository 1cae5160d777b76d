/** `tcp-request` and `tcp-response` rules to closures. */
import type { Rule, TcpAction } from '../../config/model/rule.js';
import { compileCondition } from '../acl/compile-condition.js';
import { Outcome, type Test } from '../acl/outcome.js';
import type { CompileContext } from '../sample/compile-context.js';
import type { Subject } from '../sample/subject.js';
import { compileAction, type Perform } from './actions/compile-action.js';
import type { RuleSet } from './rule-set.js';
import { Verdict } from './verdict.js';

const noRules: RuleSet = { empty: true, evaluate: () => Verdict.ALLOW };

export function compileRules(rules: readonly Rule<TcpAction>[], context: CompileContext): RuleSet {
  if (rules.length === 0) return noRules;
  const steps = rules.map((rule) => compileRule(rule, context));
  return {
    empty: false,
    evaluate(subject, final) {
      for (const { applies, perform } of steps) {
        const outcome = applies === undefined ? Outcome.PASS : applies(subject, final);
        if (outcome === Outcome.MISS) return Verdict.WAIT;
        if (outcome === Outcome.FAIL) continue;
        const verdict = perform(subject, final);
        if (verdict !== undefined) return verdict;
      }
      return Verdict.ALLOW;
    },
  };
}

interface Step {
  /** undefined: always. */
  applies: Test<Subject> | undefined;
  perform: Perform;
}

function compileRule({ action, condition }: Rule<TcpAction>, context: CompileContext): Step {
  return {
    applies: condition && compileCondition(condition, context),
    perform: compileAction(action, context),
  };
}
