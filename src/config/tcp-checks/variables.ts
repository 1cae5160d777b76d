/**
 * `tcp-check set-var(<name>[,<condition>…])`, `set-var-fmt(…)`, `unset-var(<name>)`.
 * Source: configuration.txt, 4.2, "tcp-check set-var", "tcp-check unset-var".
 */
import type { CheckRule } from '../model/check.js';
import type { Word } from '../registry.js';
import { readVariableName } from '../samples/variable-name.js';
import type { RuleLine } from './rule-line.js';

const actions = ['set-var', 'set-var-fmt', 'unset-var'] as const;

/** `undefined`: it is none of these, or it is wrong; that has been reported. */
export function readVariableRule(line: RuleLine): CheckRule | undefined {
  const word = line.take();
  const [, name, , operand] = /^([^(]*)(\((.*)\))?$/s.exec(word?.value ?? '') ?? [];
  const action = actions.find((candidate) => candidate === name);
  if (word === undefined || action === undefined) {
    const known =
      "'comment', 'connect', 'expect', 'send', 'send-lf', 'send-binary', 'send-binary-lf', 'set-var(…)', 'set-var-fmt(…)' and 'unset-var(…)'";
    if (word === undefined) line.context.alert('missing-argument', `'${line.title}' expects a step`, `it knows ${known}`);
    else line.unknown(word, known);
    return undefined;
  }
  const read = readVariableName(word.value, operand);
  if ('fault' in read) {
    line.refuse(word, read.fault, read.hint);
    return undefined;
  }
  const { variable, conditions } = read;
  if (action !== 'unset-var') return readValue(line, action, { variable, conditions });
  if (conditions.length > 0) {
    line.refuse(word, "'unset-var' has no conditions", "'set-var' and 'set-var-fmt' have");
    return undefined;
  }
  return { action: 'unset-variable', variable };
}

function readValue(
  line: RuleLine,
  action: 'set-var' | 'set-var-fmt',
  target: Pick<Extract<CheckRule, { action: 'set-variable' }>, 'variable' | 'conditions'>,
): CheckRule | undefined {
  const word: Word | undefined = line.peek();
  // what is left out is the empty text
  if (word === undefined && action === 'set-var-fmt') return { action: 'set-variable', ...target, value: emptyFormat(line) };
  const given = line.value(action);
  const value = given && (action === 'set-var' ? line.expression(given) : line.format(given));
  return value && { action: 'set-variable', ...target, value };
}

const emptyFormat = (line: RuleLine) => ({ span: line.context.span, text: '', items: [] });
