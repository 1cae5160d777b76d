/** `use_backend`, `use-server`, `force-persist` and `ignore-persist`: which rule comes first whose condition holds. */
import type { Expression } from '../../config/model/expression.js';
import type { BackendRule, PersistRule, Rule, ServerRule } from '../../config/model/rule.js';
import { compileCondition } from '../acl/compile-condition.js';
import { Outcome } from '../acl/outcome.js';
import { asText } from '../sample/casts.js';
import type { CompileContext } from '../sample/compile-context.js';
import { compileExpression } from '../sample/compile-expression.js';
import type { Subject } from '../sample/subject.js';

/** undefined: no rule applies, the default is in force. */
export type Choose<T> = (subject: Subject) => T | undefined;

/** `find` gives the backend of a name. undefined: there are no rules, nothing to ask. */
export function compileBackendChoice<B>(
  rules: readonly BackendRule[],
  context: CompileContext,
  find: (name: string) => B | undefined,
): Choose<B> | undefined {
  return compileChoice(rules, context, (choice) => {
    if (choice.type === 'format') {
      const nameOf = compileName(choice.parts, context);
      return (subject) => find(nameOf(subject));
    }
    const backend = find(choice.name);
    return () => backend;
  });
}

/** A sample that is not there adds nothing. */
function compileName(parts: readonly (string | Expression)[], context: CompileContext): (subject: Subject) => string {
  const texts = parts.map((part) => {
    if (typeof part === 'string') return () => part;
    const sampleOf = compileExpression(part, context);
    return (subject: Subject) => {
      const sample = sampleOf(subject);
      return sample === undefined ? '' : asText(sample);
    };
  });
  return (subject) => texts.map((text) => text(subject)).join('');
}

/** `find` gives the server of a name. A rule that names a server that is down is passed over by the session. */
export function compileServerChoice<V>(
  rules: readonly ServerRule[],
  context: CompileContext,
  find: (name: string) => V | undefined,
): Choose<V> | undefined {
  return compileChoice(rules, context, ({ server }) => {
    const found = find(server);
    return () => found;
  });
}

export function compilePersistence(
  rules: readonly PersistRule[],
  context: CompileContext,
): Choose<'force' | 'ignore'> | undefined {
  return compileChoice(rules, context, (choice) => () => choice);
}

/** Conditions see what is there: nobody waits here. */
function compileChoice<A, T>(
  rules: readonly Rule<A>[],
  context: CompileContext,
  compile: (action: A) => Choose<T>,
): Choose<T> | undefined {
  if (rules.length === 0) return undefined;
  const steps = rules.map(({ action, condition }) => ({
    applies: condition && compileCondition(condition, context),
    choose: compile(action),
  }));
  return (subject) => {
    for (const { applies, choose } of steps) {
      if (applies === undefined || applies(subject, true) === Outcome.PASS) {
        const chosen = choose(subject);
        if (chosen !== undefined) return chosen;
      }
    }
    return undefined;
  };
}
