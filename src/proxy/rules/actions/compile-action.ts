/** What a rule does when its condition holds. */
import type { TcpAction } from '../../../config/model/rule.js';
import { compileExpression } from '../../sample/compile-expression.js';
import type { CompileContext } from '../../sample/compile-context.js';
import type { Evaluate, Sample } from '../../sample/sample.js';
import type { Subject } from '../../sample/subject.js';
import type { RuleSubject } from '../rule-subject.js';
import { Verdict } from '../verdict.js';

/** undefined: the next rule has its turn. */
export type Perform = (subject: RuleSubject, final: boolean) => Verdict | undefined;

const final: Partial<Record<TcpAction['type'], Verdict>> = {
  accept: Verdict.ALLOW,
  reject: Verdict.REJECT,
  'silent-drop': Verdict.SILENT_DROP,
  'expect-proxy': Verdict.EXPECT_PROXY,
  'expect-netscaler-cip': Verdict.EXPECT_NETSCALER,
  close: Verdict.CLOSE,
};

export function compileAction(action: TcpAction, context: CompileContext): Perform {
  switch (action.type) {
    case 'set-source':
      return withSample(compileExpression(action.expression, context), (subject, sample) => {
        if (sample.type === 'ipv4' || sample.type === 'ipv6') subject.setSource(sample);
      });
    case 'set-destination':
      return withSample(compileExpression(action.expression, context), (subject, sample) => {
        if (sample.type === 'ipv4' || sample.type === 'ipv6') subject.setDestination(sample);
      });
    case 'unset-variable':
      return (subject) => {
        subject.variables.unset(action.variable);
        return undefined;
      };
    case 'set-mark':
      return (subject) => {
        subject.setMark(action.mark);
        return undefined;
      };
    case 'set-tos':
      return (subject) => {
        subject.setTos(action.tos);
        return undefined;
      };
    case 'set-log-level':
      return (subject) => {
        subject.setLogLevel(action.level);
        return undefined;
      };
    default: {
      const verdict = final[action.type];
      return () => verdict;
    }
  }
}

function withSample(sampleOf: Evaluate<Subject>, perform: (subject: RuleSubject, sample: Sample) => void): Perform {
  return (subject) => {
    const sample = sampleOf(subject);
    if (sample !== undefined) perform(subject, sample);
    return undefined;
  };
}
