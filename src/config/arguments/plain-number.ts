const zero = 0x30;
const nine = 0x39;

/** The number that a word of one to nine digits is; undefined: it is something else, or a larger one. */
export function plainNumber(word: string, from = 0, to = word.length): number | undefined {
  if (to <= from || to - from > 9) return undefined;
  let value = 0;
  for (let at = from; at < to; at++) {
    const code = word.charCodeAt(at);
    if (code < zero || code > nine) return undefined;
    value = value * 10 + code - zero;
  }
  return value;
}
