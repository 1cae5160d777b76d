/**
 * Whether the condition of `.if`, `.elif` or `-cc` holds.
 * Source: configuration.txt, 2.4, and management.txt, section 3, "-cc".
 */
import { didYouMean } from '../../diagnostics/did-you-mean.js';
import { toBytes, toText } from '../../diagnostics/byte-string.js';
import { evaluate, type Environment } from '../../parser/evaluate.js';
import { argumentValue } from '../../parser/expressions/expression.js';
import { parseLine } from '../../parser/parse.js';
import { parsePreprocessorCondition, type ConditionFault, type TermNode } from '../../parser/preprocessor/condition.js';
import type { Facts, Predicate } from './predicate.js';
import { predicates } from './predicates/index.js';

export type Verdict = { holds: boolean } | { fault: ConditionFault & { hint?: string } };

type Term = { holds: boolean } | { fault: ConditionFault & { hint?: string } };

/**
 * The condition of `-cc`: read as the rest of an `.if` line, quotes and variables included, but without comments. A fault's
 * offset is from the beginning of the condition as it is after that.
 */
export function evaluateCondition(text: string, environment: Environment): Verdict {
  const line = parseLine(`${toBytes(text).replaceAll('\n', ' ')}\n`, '-cc', 1);
  const { words, diagnostics } = evaluate(line, environment);
  const alert = diagnostics.find(({ severity }) => severity === 'alert');
  if (alert) return { fault: { offset: alert.column - 1, message: alert.message, ...(alert.hint && { hint: alert.hint }) } };
  const { comment } = line;
  if (comment) return { fault: { offset: comment.column - 1, message: "unexpected character '#' behind the condition" } };
  // Blanks alone are no condition, only nothing at all is.
  const condition = words.length > 0 ? words.map(({ value }) => toText(value)).join(' ') : text;
  return verdictOf(condition, { environment, nosplice: false });
}

/** All of a condition is checked, also what its outcome does not depend on. The empty one does not hold. */
export function verdictOf(text: string, facts: Facts): Verdict {
  if (text === '') return { holds: false };
  const parsed = parsePreprocessorCondition(text);
  if ('fault' in parsed) return parsed;
  return anyHolds(parsed.condition, facts);
}

function anyHolds(any: readonly TermNode[][], facts: Facts): Term {
  let holds = false;
  for (const all of any) {
    let allHold = true;
    for (const term of all) {
      const outcome = termHolds(term, facts);
      if ('fault' in outcome) return outcome;
      allHold &&= outcome.holds !== term.negated;
    }
    holds ||= allHold;
  }
  return { holds };
}

/** Without its exclamation marks. */
function termHolds(term: TermNode, facts: Facts): Term {
  switch (term.type) {
    case 'integer':
      return { holds: /[1-9]/.test(term.text) };
    case 'group':
      return anyHolds(term.any, facts);
    case 'predicate':
      return predicateHolds(term, facts);
  }
}

const byName: ReadonlyMap<string, Predicate> = new Map(predicates.map((predicate) => [predicate.name, predicate]));

function predicateHolds(term: TermNode & { type: 'predicate' }, facts: Facts): Term {
  const { offset, name } = term;
  const predicate = byName.get(name);
  if (predicate === undefined) {
    const near = didYouMean(name, byName.keys());
    const hint = near === undefined ? `predicates are ${[...byName.keys()].join(', ')}` : `did you mean '${near}'?`;
    return { fault: { offset, message: `unknown predicate '${name}'`, hint } };
  }
  const excess = term.arguments[predicate.arguments];
  if (excess) return { fault: { offset: excess.offset - 1, message: `expected ')' after the arguments of '${name}'` } };
  // A single one may be left out, with its parentheses or without: it is empty then.
  const given = term.arguments.length === 0 && predicate.arguments === 1 ? [''] : term.arguments.map(argumentValue);
  if (given.length < predicate.arguments) {
    return { fault: { offset, message: `'${name}' expects ${predicate.arguments} arguments, got ${given.length}` } };
  }
  const holds = predicate.evaluate(given, facts);
  return typeof holds === 'boolean'
    ? { holds }
    : { fault: { offset: term.arguments[0]?.offset ?? offset, message: holds.invalid } };
}
