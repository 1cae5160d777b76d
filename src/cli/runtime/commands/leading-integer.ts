/** The number that a word begins with, 0 when it begins with none: as HAProxy reads numbers of these commands. */
export function leadingInteger(word: string): number {
  return Number(/^[+-]?\d+/.exec(word)?.[0] ?? 0);
}
