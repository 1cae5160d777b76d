/** What `source` is followed by, on a line of its own and on a `server` line. */
import { sourceAddress } from './arguments/source-address.js';
import type { SourceAddress } from './model/connection.js';
import type { Context, Word } from './registry.js';

export const isSourceWord = (word: string): boolean => word === 'interface' || word === 'usesrc';

/** How many of the words belong to `source`. */
export function sourceWords(words: readonly Word[]): number {
  let count = 0;
  while (count < words.length && isSourceWord(words[count]!.value)) count += 2;
  return Math.min(count, words.length);
}

/** undefined: a word cannot be used, and that has been reported. */
export function readSource(base: SourceAddress, words: readonly Word[], context: Context): SourceAddress | undefined {
  const source = { ...base };
  for (let at = 0; at < words.length; at += 2) {
    const word = words[at]!;
    const value = words[at + 1];
    if (value === undefined || value.value === '') {
      const what = word.value === 'interface' ? 'the name of an interface' : "an address, 'client' or 'clientip'";
      context.at(word.span).alert('missing-argument', `'${word.value}' expects ${what}`);
      return undefined;
    }
    if (word.value === 'interface') {
      source.interface = value.value;
      continue;
    }
    const seen = readSeen(value, context);
    if (seen === undefined) return undefined;
    source.seen = seen;
  }
  return source;
}

function readSeen({ value, span }: Word, context: Context): SourceAddress['seen'] {
  if (value === 'client' || value === 'clientip') return { kind: value };
  const place = context.at(span);
  if (value.startsWith('hdr_ip(')) {
    place.unsupported('http', "'usesrc hdr_ip(…)'");
    return undefined;
  }
  const parsed = sourceAddress({ range: false }).parse(value, place);
  if (parsed === undefined) return undefined;
  if (parsed.address === undefined) {
    place.alert('invalid-address', `'${value}' is not an address that servers could see`);
    return undefined;
  }
  return { kind: 'address', ...parsed.address, port: parsed.port };
}
