/**
 * `set-var(<name>[,<condition>…])`, wherever it stands.
 * Source: configuration.txt, 7.3.1, "set-var".
 */
import type { VariableName } from '../../config/model/expression.js';
import { asSint } from './casts.js';
import type { Evaluate, Sample } from './sample.js';
import type { Subject } from './subject.js';

/** Sets the variable to what `evaluate` gives, if it gives something and all conditions hold. */
export function compileSetVariable<S extends Subject>(
  { variable, conditions }: { variable: VariableName; conditions: readonly string[] },
  evaluate: Evaluate<S>,
): (subject: S) => void {
  // those of the process exist from the start, without a value
  const lasting = variable.scope === 'proc';
  return (subject) => {
    const sample = evaluate(subject);
    if (sample === undefined) return;
    const { variables } = subject;
    const before = conditions.length === 0 ? undefined : variables.get(variable);
    if (conditions.every((condition) => holds(condition, { before, exists: before !== undefined || lasting, sample })))
      variables.set(variable, sample);
  };
}

interface Setting {
  before: Sample | undefined;
  exists: boolean;
  sample: Sample;
}

function holds(condition: string, { before, exists, sample }: Setting): boolean {
  switch (condition) {
    case 'ifexists':
      return exists;
    case 'ifnotexists':
      return !exists;
    case 'ifempty':
      return isEmpty(sample);
    case 'ifnotempty':
      return !isEmpty(sample);
    case 'ifset':
      return before !== undefined && !isZero(before);
    case 'ifnotset':
      return before === undefined || isZero(before);
    case 'ifgt':
      return before !== undefined && isGreater(before, sample);
    case 'iflt':
      return before !== undefined && isGreater(sample, before);
    default:
      return true;
  }
}

const isEmpty = (sample: Sample): boolean => typeof sample.value === 'string' && sample.value === '';
const isZero = (sample: Sample): boolean => isEmpty(sample) || sample.value === 0 || sample.value === false;

function isGreater(a: Sample, b: Sample): boolean {
  const left = asSint(a);
  const right = asSint(b);
  return left !== undefined && right !== undefined && left > right;
}
