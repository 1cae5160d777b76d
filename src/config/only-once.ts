import type { Context } from './registry.js';

/** Of keywords of which HAProxy keeps the first line: says so about another one. `first`: this is the first. */
export function onlyOnce(title: string, first: boolean, context: Pick<Context, 'warning'>): boolean {
  if (!first)
    context.warning('repeated-keyword', `'${title}' was already specified; this line has no effect`, 'keep one of them');
  return first;
}
