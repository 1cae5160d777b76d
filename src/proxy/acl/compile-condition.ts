/** Conditions to closures: `if a !b or c`. */
import type { Condition, Term } from '../../config/model/rule.js';
import type { CompileContext } from '../sample/compile-context.js';
import type { Subject } from '../sample/subject.js';
import { any, combine, every } from './combine.js';
import { compileAcl } from './compile-acl.js';
import { not, type Test } from './outcome.js';

export function compileCondition({ kind, alternatives }: Condition, context: CompileContext): Test<Subject> {
  const either = combine(
    alternatives.map((terms) => all(terms, context)),
    any,
  );
  return kind === 'if' ? either : (subject, final) => not(either(subject, final));
}

function all(terms: readonly Term[], context: CompileContext): Test<Subject> {
  return combine(
    terms.map((term) => compileTerm(term, context)),
    every,
  );
}

function compileTerm({ acl, negated }: Term, context: CompileContext): Test<Subject> {
  const test = compileAcl(acl, context);
  return negated ? (subject, final) => not(test(subject, final)) : test;
}
