/** `use_backend`, `use-server`, `force-persist` and `ignore-persist`: which rule comes first whose condition holds. */
import type { BackendRule, Choice as NameChoice, PersistRule, Rule, ServerRule } from '../../config/model/rule.js';
import { compileCondition } from '../acl/compile-condition.js';
import { Outcome } from '../acl/outcome.js';
import type { CompileContext } from '../sample/compile-context.js';
import { compileText } from './compile-text.js';
import type { RuleSubject } from './rule-subject.js';

/** undefined: no rule applies, the default is in force. */
export type Choose<T> = (subject: RuleSubject) => T | undefined;

/** `find` gives the backend of a name. undefined: there are no rules, nothing to ask. */
export function compileBackendChoice<B>(
  rules: readonly BackendRule[],
  context: CompileContext,
  find: (name: string) => B | undefined,
): Choose<B> | undefined {
  return compileChoice(rules, context, (choice) => compileName(choice, context, find));
}

/** A name that is made up at run time and belongs to nothing ends the rules: the default is in force. */
function compileName<T>(choice: NameChoice, context: CompileContext, find: (name: string) => T | undefined): Choose<T> {
  if (choice.type === 'format') {
    const nameOf = compileText(choice.format, context);
    return (subject) => find(nameOf(subject));
  }
  const found = find(choice.name);
  return () => found;
}

/** `toDown`: servers that are down may be chosen too. undefined: no rule applies, the default is in force. */
export type ChooseServer<V> = (subject: RuleSubject, toDown: boolean) => V | undefined;

/** `find` gives the server of a name. Rules that name one that may not be chosen are passed over. */
export function compileServerChoice<V extends { isReachable(): boolean }>(
  rules: readonly ServerRule[],
  context: CompileContext,
  find: (name: string) => V | undefined,
): ChooseServer<V> | undefined {
  if (rules.length === 0) return undefined;
  const steps = rules.map(({ action, condition }) => ({
    applies: condition && compileCondition(condition, context),
    choose: compileName(action, context, find),
  }));
  return (subject, toDown) => {
    for (const { applies, choose } of steps) {
      if (applies !== undefined && applies(subject, true) !== Outcome.PASS) continue;
      const server = choose(subject);
      if (server === undefined || toDown || server.isReachable()) return server;
    }
    return undefined;
  };
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
      if (applies === undefined || applies(subject, true) === Outcome.PASS) return choose(subject);
    }
    return undefined;
  };
}
