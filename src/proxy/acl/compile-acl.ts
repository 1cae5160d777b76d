/** ACLs to closures: a sample, and whether it matches one of the patterns. */
import type { Acl, AclTest } from '../../config/model/rule.js';
import type { CompileContext } from '../sample/compile-context.js';
import { compileExpression } from '../sample/compile-expression.js';
import type { Subject } from '../sample/subject.js';
import { any, combine } from './combine.js';
import { compileMatch } from './match/compile-match.js';
import { Outcome, type Test } from './outcome.js';

export function compileAcl(acl: Acl, context: CompileContext): Test<Subject> {
  return combine(
    acl.tests.map((test) => compileTest(test, context)),
    any,
  );
}

function compileTest(test: AclTest, context: CompileContext): Test<Subject> {
  const sampleOf = compileExpression(test.expression, context);
  const matches = compileMatch(test, context);
  return (subject, final) => {
    settle(subject);
    const sample = sampleOf(subject);
    if (sample !== undefined && matches(sample)) return Outcome.PASS;
    return subject.unsettled && !final ? Outcome.MISS : Outcome.FAIL;
  };
}

function settle(subject: Subject): void {
  subject.unsettled = false;
}
