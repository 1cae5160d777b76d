/** `if` or `unless` and a condition, at the end of a line. */
import { readCondition } from '../acl/read-condition.js';
import type { Acls } from '../model/rule.js';
import type { Point } from '../samples/points.js';
import type { Line } from './line.js';
import { mentionedIn } from './samples.js';

/** Reports what is wrong with the condition that ends the line, or with words that are no condition. */
export function condition(
  line: Line,
  { required = false }: { required?: boolean } = {},
  point: Point = line.point ?? 'frontend-http-rule',
): void {
  if (line.ended && !required) return;
  const [first] = line.rest;
  if (first?.value !== 'if' && first?.value !== 'unless') {
    if (required) line.refuse('missing-argument', `'${line.title}' expects 'if' or 'unless' and a condition`);
    else line.finish();
    return;
  }
  const words = line.takeRest();
  const { section } = line;
  if (section === undefined || !('settings' in section) || !('http' in section.settings)) return;
  const holder = section as { acls?: Acls };
  holder.acls ??= new Map();
  const read = readCondition(words, holder.acls, line.context, point);
  const tests = read?.alternatives.flat().flatMap(({ acl }) => acl.tests) ?? [];
  mentionedIn(line)?.expressions.push(...tests.map(({ expression }) => expression));
}
