/** Finds the keyword that begins a line, by its one or two words and the section that it stands in. */
import { keywords } from './keywords/index.js';
import {
  globalKeywordsNotYet,
  optionsNotYet,
  proxyKeywordsNotYet,
  statsSettingsNotYet,
  timeoutsNotYet,
} from './keywords/not-yet.js';
import type { AnyKeyword, SectionKind } from './registry.js';

/** First words that are nothing without a second one. */
export const families = new Map<string, { name: string; notYet: ReadonlySet<string> }>([
  ['option', { name: 'option', notYet: optionsNotYet }],
  ['timeout', { name: 'timeout', notYet: timeoutsNotYet }],
  ['stats', { name: 'stats setting', notYet: statsSettingsNotYet }],
]);

const byWords = indexByWords();

/** Keywords of the same words differ in their sections. */
function indexByWords(): ReadonlyMap<string, AnyKeyword[]> {
  const index = new Map<string, AnyKeyword[]>();
  for (const keyword of keywords) index.set(keyword.keyword, [...(index.get(keyword.keyword) ?? []), keyword]);
  return index;
}

export interface Found {
  /** As in the registry: `timeout connect`. */
  title: string;
  /** How many words the keyword has. */
  length: number;
  /** undefined: nothing of this name. */
  keyword?: AnyKeyword;
  /** The name exists, but not for this section; `keyword` is undefined then. */
  elsewhere?: AnyKeyword;
  /** HAProxy has it; it is not supported yet. */
  notYet?: true;
}

/** `words` is not empty. */
export function findKeyword(words: readonly string[], section: SectionKind): Found {
  const [first = '', second = ''] = words;
  const family = families.get(first);
  const title = family && second !== '' ? `${first} ${second}` : first;
  const length = title === first ? 1 : 2;
  const candidates = byWords.get(title) ?? [];
  const keyword = candidates.find((candidate) => mayStandIn(candidate, section));
  if (keyword) return { title, length, keyword };
  const names = section === 'global' ? globalKeywordsNotYet : (family?.notYet ?? proxyKeywordsNotYet);
  if (names.has(family ? second : first)) return { title, length, notYet: true };
  const elsewhere = candidates[0];
  return { title, length, ...(elsewhere && { elsewhere }) };
}

/** In force or ignored with a warning. */
function mayStandIn(keyword: AnyKeyword, section: SectionKind): boolean {
  if (keyword.sections.includes(section)) return true;
  return keyword.status === 'implemented' && keyword.ignoredIn?.includes(section) === true;
}

/** Names that may begin a line of this section, for did-you-mean; with a family's first word, its second words. */
export function namesFor(section: SectionKind, first: string): string[] {
  const prefix = families.has(first) ? `${first} ` : '';
  const known = keywords
    .filter((keyword) => mayStandIn(keyword, section) && keyword.keyword.startsWith(prefix))
    .map(({ keyword }) => keyword);
  if (prefix !== '') return [...known.map((keyword) => keyword.slice(prefix.length)), ...(families.get(first)?.notYet ?? [])];
  const others = section === 'global' ? globalKeywordsNotYet : proxyKeywordsNotYet;
  return [...new Set([...known.map((keyword) => keyword.split(' ')[0]!), ...others])];
}
