/** What an ACL says. The numbers are such that `&` and `|` combine them: not knowing yet lies between no and yes. */
export const Outcome = { FAIL: 0, MISS: 1, PASS: 3 } as const;
export type Outcome = (typeof Outcome)[keyof typeof Outcome];

/** Tests a subject; `final` answers never MISS. */
export type Test<S> = (subject: S, final: boolean) => Outcome;

/** MISS stays what it is. */
export const not = (outcome: Outcome): Outcome =>
  outcome === Outcome.MISS ? outcome : outcome === Outcome.PASS ? Outcome.FAIL : Outcome.PASS;
