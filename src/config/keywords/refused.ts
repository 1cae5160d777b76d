/**
 * Keywords that are refused with a reason of their own. The many others that are only not there yet are names in
 * not-yet.ts.
 */
import type { AnyKeyword } from '../registry.js';

const refused = (keyword: string, summary: string, reason: string, hint: string): AnyKeyword => ({
  keyword,
  status: 'refused',
  summary,
  sections: ['global'],
  reason,
  hint,
});

export const refusedForAReason: readonly AnyKeyword[] = [
];
