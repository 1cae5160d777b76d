/** Tests joined by `and` and `or`. */
import type { Subject } from '../sample/subject.js';
import { Outcome, type Test } from './outcome.js';

/** One test needs no combining. */
export function combine(
  tests: readonly Test<Subject>[],
  combined: (tests: readonly Test<Subject>[]) => Test<Subject>,
): Test<Subject> {
  const [only] = tests;
  return tests.length === 1 && only !== undefined ? only : combined(tests);
}

/** The first that passes decides; not knowing of one is outweighed by another that passes. */
export function any(tests: readonly Test<Subject>[]): Test<Subject> {
  return (subject, final) => {
    let outcome: number = Outcome.FAIL;
    for (const test of tests) {
      outcome |= test(subject, final);
      if (outcome === Outcome.PASS) break;
    }
    return outcome as Outcome;
  };
}

/** The first that fails decides. */
export function every(tests: readonly Test<Subject>[]): Test<Subject> {
  return (subject, final) => {
    let outcome: number = Outcome.PASS;
    for (const test of tests) {
      outcome &= test(subject, final);
      if (outcome === Outcome.FAIL) break;
    }
    return outcome as Outcome;
  };
}
