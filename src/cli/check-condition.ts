import { evaluateCondition } from '../config/conditions/evaluate-condition.js';
import { haproxyVariables } from '../config/haproxy-variables.js';
import { environmentOf } from '../parser/evaluate.js';
import { report } from './report.js';

/** `-cc CONDITION`. → the exit code: 0 it holds, 1 it does not, 2 it is none. */
export function checkCondition(condition: string): 0 | 1 | 2 {
  const verdict = evaluateCondition(condition, environmentOf({ ...process.env, ...haproxyVariables({ files: [] }) }));
  if ('holds' in verdict) return verdict.holds ? 0 : 1;
  const { message, hint } = verdict.fault;
  report('alert', `config : Failed to evaluate condition: ${message}${hint === undefined ? '' : ` (${hint})`}`);
  return 2;
}
