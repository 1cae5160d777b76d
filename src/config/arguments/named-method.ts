/**
 * A word and a name in parentheses behind it: `rdp-cookie(mstshash)`, `hdr(host)`. What follows the parenthesis is ignored,
 * as HAProxy does, with a warning.
 */
import type { Place } from '../registry.js';

/** `byDefault`: the name without parentheses; undefined: they are needed. undefined comes back when it has been reported. */
export function nameInParentheses(word: string, method: string, place: Place, byDefault?: string): string | undefined {
  if (word === method && byDefault !== undefined) return byDefault;
  const [, name, trailing] = /^\(([^)]+)\)(.*)$/s.exec(word.slice(method.length)) ?? [];
  if (name === undefined) {
    place.alert('invalid-argument', `'${method}' needs a name in parentheses`, `write ${method}(<name>)`);
    return undefined;
  }
  if (trailing) place.warning('ignored-argument', `'${trailing}' after the parenthesis is ignored`);
  return name;
}
