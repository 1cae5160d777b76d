/**
 * `map`, `map_<method>` and `map_<method>_<type>`: the value that belongs to the key that the sample matches, or the default.
 * Source: configuration.txt, 7.3.1, "map".
 */
import type { ArgumentValue } from '../../../config/model/expression.js';
import type { MatchMethod, PatternFile } from '../../../config/model/rule.js';
import { mapEntry } from '../../../config/patterns/pattern-files.js';
import { readPattern } from '../../../config/patterns/read-pattern.js';
import { asText, leadingInteger } from '../casts.js';
import { parseIpv4, parseIpv6 } from '../address.js';
import { indexPatterns, type Entry } from '../patterns/pattern-index.js';
import { ipv4, ipv6, sint, str, type Sample } from '../sample.js';
import type { Converter } from './converter.js';

type Output = 'str' | 'int' | 'ip';

function valueOf(text: string, output: Output): Sample | undefined {
  if (output === 'str') return str(text);
  if (output === 'int') return /^[+-]?\d/.test(text) ? sint(leadingInteger(text)) : undefined;
  const four = parseIpv4(text);
  if (four !== undefined) return ipv4(four);
  const six = parseIpv6(text);
  return six && ipv6(six);
}

function defaultOf(argument: ArgumentValue | undefined): Sample | undefined {
  switch (argument?.type) {
    case 'string':
      return str(argument.value);
    case 'integer':
      return sint(argument.value);
    case 'ipv4':
      return ipv4(parseIpv4(argument.address) ?? 0);
    default:
      return undefined;
  }
}

function entriesOf(file: PatternFile | undefined, method: MatchMethod, output: Output): Entry<Sample>[] {
  return (file?.lines ?? []).flatMap(({ text }) => {
    const { key, value } = mapEntry(text);
    const pattern = readPattern(method, key, { ignoreCase: false });
    const sample = valueOf(value, output);
    return 'fault' in pattern || sample === undefined ? [] : [{ pattern, value: sample }];
  });
}

const map = (name: string, method: MatchMethod, output: Output): Converter => ({
  name,
  compile({ arguments: [source, fallback] }, { patternFiles }) {
    const file = patternFiles.get(source?.type === 'map' ? source.file : '');
    const find = indexPatterns(method, entriesOf(file, method, output));
    const otherwise = defaultOf(fallback);
    return (sample) => find(sample) ?? otherwise;
  },
});

/** The value of the first expression that matches, with `\1` … `\9` for what its groups matched. */
const regm: Converter = {
  name: 'map_regm',
  compile({ arguments: [source, fallback] }, { patternFiles }) {
    const file = patternFiles.get(source?.type === 'map' ? source.file : '');
    const tests = (file?.lines ?? []).flatMap(({ text }) => {
      const { key, value } = mapEntry(text);
      const pattern = readPattern('reg', key, { ignoreCase: false });
      return 'fault' in pattern || pattern.type !== 'regex'
        ? []
        : [{ expression: new RegExp(pattern.source, pattern.flags), value, named: pattern.named === true }];
    });
    const otherwise = defaultOf(fallback);
    return (sample) => {
      const text = asText(sample);
      for (const { expression, value, named } of tests) {
        const found = expression.exec(text);
        if (found !== null)
          return str(
            value.replace(
              /\\([0-9])/g,
              (_, group: string) => (named && group !== '0' ? found.groups?.[`g${group}`] : found[Number(group)]) ?? '',
            ),
          );
      }
      return otherwise;
    };
  },
};

const methods: readonly MatchMethod[] = ['str', 'beg', 'sub', 'dir', 'dom', 'end', 'reg', 'int', 'ip'];

export const maps: readonly Converter[] = [
  map('map', 'str', 'str'),
  ...methods.flatMap((method) => [
    map(`map_${method}`, method, 'str'),
    map(`map_${method}_int`, method, 'int'),
    map(`map_${method}_ip`, method, 'ip'),
  ]),
  regm,
];
