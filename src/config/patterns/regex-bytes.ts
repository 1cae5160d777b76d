/** Sets of bytes: what classes, escapes and POSIX names of PCRE mean in its default locale, and their JavaScript. */

/** 256 of them: whether the byte is in the set. */
export type ByteSet = boolean[];

const ranges = (...pairs: readonly (readonly [number, number])[]): ByteSet =>
  Array.from({ length: 256 }, (_, byte) => pairs.some(([low, high]) => byte >= low && byte <= high));

export const noBytes = (): ByteSet => ranges();
export const negate = (set: ByteSet): ByteSet => set.map((is) => !is);

export function include(set: ByteSet, other: ByteSet): void {
  for (let byte = 0; byte < 256; byte++) set[byte] ||= other[byte]!;
}

/** With the other case of its letters; those of ASCII only, as in PCRE's default locale. */
export function fold(set: ByteSet): void {
  for (let upper = 0x41; upper <= 0x5a; upper++) set[upper] = set[upper + 32] = set[upper]! || set[upper + 32]!;
}

const digits = [0x30, 0x39] as const;
const uppers = [0x41, 0x5a] as const;
const lowers = [0x61, 0x7a] as const;

const posix: Readonly<Record<string, ByteSet>> = {
  alpha: ranges(uppers, lowers),
  digit: ranges(digits),
  alnum: ranges(digits, uppers, lowers),
  upper: ranges(uppers),
  lower: ranges(lowers),
  space: ranges([9, 13], [32, 32]),
  blank: ranges([9, 9], [32, 32]),
  punct: ranges([0x21, 0x2f], [0x3a, 0x40], [0x5b, 0x60], [0x7b, 0x7e]),
  xdigit: ranges(digits, [0x41, 0x46], [0x61, 0x66]),
  word: ranges(digits, uppers, lowers, [0x5f, 0x5f]),
  print: ranges([0x20, 0x7e]),
  graph: ranges([0x21, 0x7e]),
  cntrl: ranges([0, 0x1f], [0x7f, 0x7f]),
  ascii: ranges([0, 0x7f]),
};

const horizontal = ranges([9, 9], [32, 32], [0xa0, 0xa0]);
const vertical = ranges([10, 13], [0x85, 0x85]);
const escaped: Readonly<Record<string, ByteSet>> = {
  d: posix.digit!,
  w: posix.word!,
  s: posix.space!,
  h: horizontal,
  v: vertical,
};

/** Of `[:name:]`; undefined: there is no such name. */
export const posixClass = (name: string): ByteSet | undefined => posix[name];

/** Of `\d`, `\W` and their like; undefined: the letter stands for no set. */
export function escapedClass(letter: string): ByteSet | undefined {
  if (letter === 'N') return negate(ranges([10, 10]));
  const set = escaped[letter.toLowerCase()];
  return set && letter !== letter.toLowerCase() ? negate(set) : set;
}

const hexadecimal = (byte: number): string => `\\x${byte.toString(16).padStart(2, '0')}`;

/** The byte alone, as an atom: itself where that is safe. */
export function printByte(byte: number): string {
  const letter = String.fromCharCode(byte);
  return /[\w !"#%&',:;<=>@`~]/.test(letter) && byte < 0x7f ? letter : hexadecimal(byte);
}

/** As a class of JavaScript. */
export function printSet(set: ByteSet): string {
  const negated = set.filter(Boolean).length > 128;
  const printed = negated ? negate(set) : set;
  const print = (byte: number): string =>
    /[0-9A-Za-z]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : hexadecimal(byte);
  let inside = '';
  for (let low = 0; low < 256; low++) {
    if (!printed[low]) continue;
    let high = low;
    while (high < 255 && printed[high + 1]) high++;
    inside += print(low) + (high > low + 1 ? '-' : '') + (high > low ? print(high) : '');
    low = high;
  }
  return `[${negated ? '^' : ''}${inside}]`;
}
