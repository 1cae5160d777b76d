/**
 * `<number>` or `<first>-<last>`: the servers of a template, 1 to <number> or those of the range.
 * As in HAProxy, what follows the numbers is ignored; it is warned about.
 */
import type { ArgumentType } from '../registry.js';

/** HAProxy has no bound; this one keeps a misprint from filling the memory. */
export const mostTemplateServers = 65_536;

export const templateRange: ArgumentType<{ first: number; last: number }> = {
  notation: '{<number>|<first>-<last>}',
  parse(word, place) {
    const [, low, high, trailing] = /^\+?(\d+)(?:-(\d+))?(.*)$/s.exec(word) ?? [];
    const first = high === undefined ? 1 : Number(low);
    const last = Number(high ?? low);
    if (low === undefined || (trailing!.startsWith('-') && high === undefined) || last === 0 || first > last) {
      place.alert('invalid-number', `'${word}' is not a number or range of servers`, 'write e.g. 5 or 1-5');
      return undefined;
    }
    if (last - first >= mostTemplateServers) {
      place.alert('number-out-of-range', `'${word}' are too many servers`, `at most ${mostTemplateServers} are possible`);
      return undefined;
    }
    if (trailing !== '') place.warning('malformed-number', `'${trailing}' after the number is ignored`, 'write digits only');
    return { first, last };
  },
};
