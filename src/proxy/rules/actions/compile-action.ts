/** What a rule does when its condition holds. */
import type { TcpAction } from '../../../config/model/rule.js';
import { asAddress, asSint, asText } from '../../sample/casts.js';
import { compileExpression } from '../../sample/compile-expression.js';
import type { CompileContext } from '../../sample/compile-context.js';
import { str, type Evaluate, type Sample } from '../../sample/sample.js';
import { compileSetVariable } from '../../sample/set-variable.js';
import type { Subject } from '../../sample/subject.js';
import { compileText } from '../compile-text.js';
import type { RuleSubject } from '../rule-subject.js';
import { Verdict } from '../verdict.js';

/** undefined: the next rule has its turn. */
export type Perform = (subject: RuleSubject, final: boolean) => Verdict | undefined;

type ActionOf<T extends TcpAction['type']> = Extract<TcpAction, { type: T }>;

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
    case 'set-destination':
      return setAddress(action, context);
    case 'set-source-port':
    case 'set-destination-port':
      return setPort(action, context);
    case 'set-variable':
      return setVariable(action, context);
    case 'unset-variable':
      return (subject) => {
        subject.variables.unset(action.variable);
        return undefined;
      };
    case 'set-variable-format':
      return setVariableText(action, context);
    case 'set-mark':
    case 'set-tos':
      return setPacketField(action, context);
    case 'set-log-level':
      return (subject) => {
        subject.setLogLevel(action.level);
        return undefined;
      };
    case 'capture':
      return withSample(compileExpression(action.expression, context), (subject, sample) => {
        subject.capture('request', action.slot, asText(sample).slice(0, action.lengthBytes));
      });
    default: {
      const verdict = final[action.type];
      return () => verdict;
    }
  }
}

function setAddress(action: ActionOf<'set-source' | 'set-destination'>, context: CompileContext): Perform {
  const source = action.type === 'set-source';
  return withSample(compileExpression(action.expression, context), (subject, sample) => {
    const address = asAddress(sample);
    if (address === undefined) return;
    if (source) subject.setSource(address);
    else subject.setDestination(address);
  });
}

function setPort(action: ActionOf<'set-source-port' | 'set-destination-port'>, context: CompileContext): Perform {
  const source = action.type === 'set-source-port';
  return withSample(compileExpression(action.expression, context), (subject, sample) => {
    const value = asSint(sample);
    if (value === undefined) return;
    const port = Number(BigInt.asUintN(16, BigInt(value)));
    if (source) subject.setSourcePort(port);
    else subject.setDestinationPort(port);
  });
}

function setVariable(action: ActionOf<'set-variable'>, context: CompileContext): Perform {
  const set = compileSetVariable(action, compileExpression(action.expression, context));
  return (subject) => {
    set(subject);
    return undefined;
  };
}

function setVariableText(action: ActionOf<'set-variable-format'>, context: CompileContext): Perform {
  const textOf = compileText(action.format, context);
  const set = compileSetVariable(action, (subject: RuleSubject) => str(textOf(subject)));
  return (subject) => {
    set(subject);
    return undefined;
  };
}

function setPacketField({ type, side, value }: ActionOf<'set-mark' | 'set-tos'>, context: CompileContext): Perform {
  const set = (subject: RuleSubject, field: number): void =>
    type === 'set-mark' ? subject.setMark(side, field) : subject.setTos(side, field);
  if (typeof value === 'number') {
    return (subject) => {
      set(subject, value);
      return undefined;
    };
  }
  const bits = type === 'set-mark' ? 32 : 8;
  return withSample(compileExpression(value, context), (subject, sample) => {
    const field = asSint(sample);
    if (field !== undefined) set(subject, Number(BigInt.asUintN(bits, BigInt(field))));
  });
}

function withSample(sampleOf: Evaluate<Subject>, perform: (subject: RuleSubject, sample: Sample) => void): Perform {
  return (subject) => {
    const sample = sampleOf(subject);
    if (sample !== undefined) perform(subject, sample);
    return undefined;
  };
}
