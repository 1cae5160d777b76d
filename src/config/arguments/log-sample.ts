/**
 * `<ranges>:<size>` of a `log` line: `1,3-5:6` is, of six lines in a row, the first, and the third to the fifth.
 * Source: configuration.txt, "log" (sample); the answers are those of HAProxy 2.6.
 */
import type { LogTarget } from '../model.js';
import type { ArgumentType } from '../registry.js';

type Sample = NonNullable<LogTarget['sample']>;

export const logSample: ArgumentType<Sample> = {
  notation: '<ranges>:<size>',
  parse(word, place) {
    const read = readSample(word);
    if (typeof read !== 'string') return read;
    place.alert('invalid-argument', read);
    return undefined;
  },
};

/** A string says what is wrong. */
function readSample(word: string): Sample | string {
  const [, list, size = ''] = /^([^:]*):(.*)$/.exec(word) ?? [];
  if (list === undefined) return 'missing sample size';
  if (list === '') return 'no sampling ranges given';
  const ranges: Sample['ranges'] = [];
  for (const text of list.replace(/,$/, '').split(',')) {
    const [, from = '', to = from] = /^(\d+)(?:-(\d+))?$/.exec(text) ?? [];
    if (from === '' || Number(from) === 0 || Number(to) < Number(from)) return `wrong sample range '${text}'`;
    ranges.push({ from: Number(from), to: Number(to) });
  }
  ranges.sort((a, b) => a.from - b.from);
  if (ranges.some(({ from }, index) => index > 0 && from <= ranges[index - 1]!.to)) return 'sample ranges are overlapping';
  if (!/^\d+$/.test(size) || Number(size) === 0) return `wrong sample size '${size}'`;
  const highest = ranges.at(-1)!.to;
  if (Number(size) < highest) return `sample size ${size} is less than ${highest}, the highest limit of the ranges`;
  return { ranges, size: Number(size) };
}
