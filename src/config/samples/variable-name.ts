/**
 * The variable that `set-var(<name>[,<condition>…])` and its like name in their parentheses.
 * Source: configuration.txt, 7.3.1, "set-var".
 */
import type { VariableName } from '../model/expression.js';
import { readVariable } from './arguments.js';

const known = ['ifexists', 'ifnotexists', 'ifempty', 'ifnotempty', 'ifset', 'ifnotset', 'ifgt', 'iflt'];

export interface NamedVariable {
  variable: VariableName;
  conditions: string[];
}

/** `operand`: what stands in the parentheses; undefined: there are none. */
export function readVariableName(action: string, operand: string | undefined): NamedVariable | { fault: string; hint?: string } {
  if (operand === undefined) {
    return {
      fault: `invalid or incomplete action '${action}'`,
      hint: "write 'set-var(<var-name>)', 'set-var-fmt(<var-name>)' or 'unset-var(<var-name>)'",
    };
  }
  const [name = '', ...conditions] = operand.split(',');
  const variable = readVariable(name);
  if ('fault' in variable) return variable;
  const unknown = conditions.find((condition) => !known.includes(condition));
  return unknown === undefined ? { variable, conditions } : { fault: `invalid condition '${unknown}' of a variable` };
}
