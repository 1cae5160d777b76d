/** Finds the keyword that begins a line, by its one to three words and the section that it stands in. */
import { keywords } from './keywords/index.js';
import {
  globalKeywordsNotYet,
  optionsNotYet,
  otherKeywordsNotYet,
  proxyKeywordsNotYet,
  statsSettingsNotYet,
  timeoutsNotYet,
} from './keywords/not-yet.js';
import { isOtherKind } from './other-sections.js';
import { isReadable, type AnyKeyword, type SectionKind, type Word } from './registry.js';

/** First words that are nothing without a second one. */
export const families = new Map<string, { name: string; notYet: ReadonlySet<string> }>([
  ['option', { name: 'an option', notYet: optionsNotYet }],
  ['timeout', { name: 'a timeout', notYet: timeoutsNotYet }],
  ['stats', { name: 'a stats setting', notYet: statsSettingsNotYet }],
]);

const byWords = indexByWords();

/** Keywords of the same words differ in their sections. */
function indexByWords(): ReadonlyMap<string, AnyKeyword[]> {
  const index = new Map<string, AnyKeyword[]>();
  for (const keyword of keywords) index.set(keyword.keyword, [...(index.get(keyword.keyword) ?? []), keyword]);
  return index;
}

/** First words of keywords that have several, which are nothing without the others. */
const prefixes = new Set([...families.keys(), ...keywords.flatMap(({ keyword }) => prefixesOf(keyword))]);
const mostWords = 3;

/** `capture request header` → `capture`, `capture request`. */
function prefixesOf(keyword: string): string[] {
  const words = keyword.split(' ');
  return words.slice(1).map((_, index) => words.slice(0, index + 1).join(' '));
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

/** `line` is not empty. */
export function findKeyword(line: readonly Pick<Word, 'value'>[], section: SectionKind): Found {
  const first = line[0]!.value;
  const isPrefix = prefixes.has(first);
  const words = isPrefix ? line.map(({ value }) => value) : [first];
  const length = isPrefix ? lengthOf(words, section) : 1;
  const title = length === 1 ? first : words.slice(0, length).join(' ');
  const candidates = byWords.get(title) ?? [];
  const keyword = candidates.find((candidate) => mayStandIn(candidate, section));
  if (keyword) return { title, length, keyword };
  if (isNotYet(first, line[1]?.value ?? '', section)) return { title, length, notYet: true };
  const elsewhere = candidates[0];
  return { title, length, ...(elsewhere && { elsewhere }) };
}

/** How many words, the first of which is a prefix, name the keyword: as many as one of this section has, or as far as they lead to some. */
function lengthOf(words: readonly string[], section: SectionKind): number {
  for (let length = Math.min(mostWords, words.length); length > 0; length--) {
    const candidates = byWords.get(words.slice(0, length).join(' '));
    if (candidates?.some((candidate) => mayStandIn(candidate, section))) return length;
  }
  let length = 1;
  while (length < words.length && words[length] !== '' && prefixes.has(words.slice(0, length).join(' '))) length++;
  return length;
}

function isNotYet(first: string, second: string, section: SectionKind): boolean {
  const family = families.get(first);
  if (family && !isOtherKind(section) && section !== 'global') return family.notYet.has(second);
  return firstWordsNotYet(section).has(first);
}

function firstWordsNotYet(section: SectionKind): ReadonlySet<string> {
  if (isOtherKind(section)) return otherKeywordsNotYet[section];
  return section === 'global' ? globalKeywordsNotYet : proxyKeywordsNotYet;
}

/** In force or ignored with a warning. */
function mayStandIn(keyword: AnyKeyword, section: SectionKind): boolean {
  if (keyword.sections.includes(section)) return true;
  return isReadable(keyword) && keyword.ignoredIn?.includes(section) === true;
}

/** What may follow `before` in a line of this section, for did-you-mean: names of keywords, or the next words of those that begin so. */
export function namesFor(section: SectionKind, before: readonly string[] = []): string[] {
  const prefix = before.map((word) => `${word} `).join('');
  const known = keywords
    .filter((keyword) => mayStandIn(keyword, section) && keyword.keyword.startsWith(prefix))
    .map(({ keyword }) => keyword.split(' ')[before.length]!);
  return [...new Set([...known, ...notYetAfter(section, before)])];
}

function notYetAfter(section: SectionKind, [first, ...others]: readonly string[]): Iterable<string> {
  if (first === undefined) return firstWordsNotYet(section);
  return others.length === 0 && !isOtherKind(section) ? (families.get(first)?.notYet ?? []) : [];
}
