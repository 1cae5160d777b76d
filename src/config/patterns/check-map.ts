/** Keys and values of a map, by the converter that reads it. Source: configuration.txt, 7.3.1, "map". */
import { isIP } from 'node:net';
import type { MatchMethod, PatternFile } from '../model/rule.js';
import { mapEntry } from './pattern-files.js';
import { readPattern } from './read-pattern.js';

const methods: Readonly<Record<string, MatchMethod>> = { '': 'str', regm: 'reg' };

/** What is wrong with the first line that is. `converter`: `map_ip_int`. A line without a value says nothing of its type. */
export function faultInMap({ file, lines }: PatternFile, converter: string): string | undefined {
  const [, named = '', output = 'str'] = /^map(?:_(regm|[a-z]+?))?(?:_(str|int|ip))?$/.exec(converter) ?? [];
  const method = methods[named] ?? (named as MatchMethod);
  for (const { line, text } of lines) {
    const { key, value } = mapEntry(text);
    const pattern = readPattern(method, key, { ignoreCase: false });
    if ('fault' in pattern) return `${pattern.fault} at line ${line} of file '${file}'`;
    if (value !== '' && !isOf(output, value)) return `unable to parse '${value}' at line ${line} of file '${file}'`;
  }
  return undefined;
}

function isOf(output: string, value: string): boolean {
  if (output === 'int') return /^[+-]?\d+$/.test(value);
  return output !== 'ip' || isIP(value) !== 0;
}
