/**
 * Patterns and what belongs to each: true for an ACL, a value for a map. Strings and networks are found in tables whatever
 * their number; ranges, pieces of strings and regular expressions are tried in order.
 * Source: configuration.txt, 7.1.1 to 7.1.6, and 7.3.1, "map".
 */
import type { MatchMethod, Pattern } from '../../../config/model/rule.js';
import { embeddedIpv4, parseIpv4, parseIpv6 } from '../address.js';
import { lower } from '../ascii.js';
import { asAddress, asBytes, asSint, asText } from '../casts.js';
import type { Sample, Words } from '../sample.js';
import type { Sint } from '../sint.js';

export interface Entry<V> {
  pattern: Pattern;
  value: V;
}

/** The value of the pattern that the sample matches; undefined: it matches none. */
export type Find<V> = (sample: Sample) => V | undefined;

export function indexPatterns<V>(method: MatchMethod, entries: readonly Entry<V>[]): Find<V> {
  switch (method) {
    case 'found':
    case 'bool':
      return () => undefined;
    case 'int':
      return indexRanges(entries, asSint);
    case 'len':
      return indexRanges(entries, (sample) => asText(sample).length);
    case 'ip':
      return indexNetworks(entries);
    case 'str':
    case 'meth':
      return indexStrings(entries, asText);
    case 'bin':
      return indexStrings(entries, asBytes);
    case 'beg':
      return indexPrefixes(entries);
    case 'reg':
      return indexExpressions(entries);
    case 'end':
      return indexTexts(entries, (text, pattern) => text.endsWith(pattern));
    case 'sub':
      return indexTexts(entries, (text, pattern) => text.includes(pattern));
    case 'dir':
      return indexTexts(entries, (text, pattern) => hasPart(text, pattern, '/?'));
    case 'dom':
      return indexTexts(entries, (text, pattern) => hasPart(text, pattern, '/?.:'));
  }
}

const sintOf = (value: number | string | undefined): Sint | undefined => (typeof value === 'string' ? BigInt(value) : value);

function indexRanges<V>(entries: readonly Entry<V>[], valueOf: (sample: Sample) => Sint | undefined): Find<V> {
  const ranges = entries.flatMap(({ pattern, value }) =>
    pattern.type === 'range' ? [{ min: sintOf(pattern.min), max: sintOf(pattern.max), value }] : [],
  );
  return (sample) => {
    const number = valueOf(sample);
    if (number === undefined) return undefined;
    for (const { min, max, value } of ranges) {
      if ((min === undefined || number >= min) && (max === undefined || number <= max)) return value;
    }
    return undefined;
  };
}

/** The first of equal patterns counts. */
function tables<V>(entries: readonly Entry<V>[]): { exact: Map<string, V>; folded: Map<string, V> } {
  const exact = new Map<string, V>();
  const folded = new Map<string, V>();
  for (const { pattern, value } of entries) {
    if (pattern.type !== 'string') continue;
    const table = pattern.ignoreCase ? folded : exact;
    const key = pattern.ignoreCase ? lower(pattern.value) : pattern.value;
    if (!table.has(key)) table.set(key, value);
  }
  return { exact, folded };
}

function indexStrings<V>(entries: readonly Entry<V>[], textOf: (sample: Sample) => string): Find<V> {
  const { exact, folded } = tables(entries);
  if (folded.size === 0) return (sample) => exact.get(textOf(sample));
  return (sample) => {
    const text = textOf(sample);
    return exact.get(text) ?? folded.get(lower(text));
  };
}

/** The longest prefix counts. */
function indexPrefixes<V>(entries: readonly Entry<V>[]): Find<V> {
  const { exact, folded } = tables(entries);
  const lengths = [...new Set([...exact.keys(), ...folded.keys()].map(({ length }) => length))].toSorted((a, b) => b - a);
  return (sample) => {
    const text = asText(sample);
    for (const length of lengths) {
      if (length > text.length) continue;
      const prefix = text.slice(0, length);
      const found = exact.get(prefix) ?? (folded.size === 0 ? undefined : folded.get(lower(prefix)));
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

function indexTexts<V>(entries: readonly Entry<V>[], matches: (text: string, pattern: string) => boolean): Find<V> {
  const tests = entries.flatMap(({ pattern, value }) =>
    pattern.type === 'string'
      ? [{ text: pattern.ignoreCase ? lower(pattern.value) : pattern.value, ignoreCase: pattern.ignoreCase, value }]
      : [],
  );
  const folds = tests.some(({ ignoreCase }) => ignoreCase);
  return (sample) => {
    const text = asText(sample);
    const folded = folds ? lower(text) : text;
    for (const test of tests) if (matches(test.ignoreCase ? folded : text, test.text)) return test.value;
    return undefined;
  };
}

/** Whether `pattern`, the delimiters around it gone, stands between delimiters or ends in `text`. */
function hasPart(text: string, pattern: string, delimiters: string): boolean {
  let from = 0;
  let to = pattern.length;
  while (from < to && delimiters.includes(pattern[from]!)) from++;
  while (to > from && delimiters.includes(pattern[to - 1]!)) to--;
  const part = pattern.slice(from, to);
  if (part === '') return false;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
    const end = at + part.length;
    if ((at === 0 || delimiters.includes(text[at - 1]!)) && (end === text.length || delimiters.includes(text[end]!))) return true;
  }
  return false;
}

function indexExpressions<V>(entries: readonly Entry<V>[]): Find<V> {
  const tests = entries.flatMap(({ pattern, value }) =>
    pattern.type === 'regex' ? [{ expression: new RegExp(pattern.source, pattern.flags), value }] : [],
  );
  return (sample) => {
    const text = asText(sample);
    for (const { expression, value } of tests) if (expression.test(text)) return value;
    return undefined;
  };
}

/** The longest prefix counts; networks whose mask is no prefix come last. */
function indexNetworks<V>(entries: readonly Entry<V>[]): Find<V> {
  const four = new Map<number, Map<number, V>>();
  const six: { words: Words; bits: number; value: V }[] = [];
  const masked: { address: number; mask: number; value: V }[] = [];
  for (const { pattern, value } of entries) {
    if (pattern.type === 'ipv4') {
      const table = four.get(pattern.bits) ?? new Map<number, V>();
      four.set(pattern.bits, table);
      const key = networkOf(parseIpv4(pattern.address) ?? 0, pattern.bits);
      if (!table.has(key)) table.set(key, value);
    } else if (pattern.type === 'ipv6') {
      six.push({ words: parseIpv6(pattern.address) ?? [0, 0, 0, 0], bits: pattern.bits, value });
    } else if (pattern.type === 'ipv4-mask') {
      const mask = parseIpv4(pattern.mask) ?? 0xffffffff;
      masked.push({ address: ((parseIpv4(pattern.address) ?? 0) & mask) >>> 0, mask, value });
    }
  }
  const tablesByLength = [...four].toSorted(([a], [b]) => b - a);
  six.sort((a, b) => b.bits - a.bits);

  const findFour = (address: number): V | undefined => {
    for (const [bits, table] of tablesByLength) {
      const found = table.get(networkOf(address, bits));
      if (found !== undefined) return found;
    }
    for (const { address: network, mask, value } of masked) if ((address & mask) >>> 0 === network) return value;
    return undefined;
  };
  const findSix = (words: Words): V | undefined => {
    for (const network of six) if (isWithin(words, network.words, network.bits)) return network.value;
    return undefined;
  };
  return (sample) => {
    const address = asAddress(sample);
    if (address === undefined) return undefined;
    if (address.type === 'ipv4') {
      return findFour(address.value) ?? (six.length === 0 ? undefined : findSix([0, 0, 0xffff, address.value]));
    }
    const found = findSix(address.value);
    if (found !== undefined) return found;
    const embedded = embeddedIpv4(address.value);
    return embedded === undefined ? undefined : findFour(embedded);
  };
}

const networkOf = (address: number, bits: number): number => (bits === 0 ? 0 : address >>> (32 - bits));

function isWithin(words: Words, network: Words, bits: number): boolean {
  for (let index = 0, left = bits; left > 0; index++, left -= 32) {
    const shift = Math.max(0, 32 - left);
    if (words[index]! >>> shift !== network[index]! >>> shift) return false;
  }
  return true;
}
