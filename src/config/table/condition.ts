/** `if` or `unless` and a condition, at the end of a line. */
import { parseCondition } from '../../parser/expressions/condition.js';
import type { Line } from './line.js';

/** Reports what is wrong with the condition that ends the line, or with words that are no condition. */
export function condition(line: Line, { required = false } = {}): void {
  if (line.ended && !required) return;
  if (!line.takes('if', 'unless')) {
    if (required) line.refuse('missing-argument', `'${line.title}' expects 'if' or 'unless' and a condition`);
    else line.finish();
    return;
  }
  const words = line.takeRest();
  const parsed = parseCondition(words.map(({ value }) => value));
  if ('fault' in parsed) line.refuse('invalid-argument', parsed.fault.message, words[parsed.fault.word]);
}
