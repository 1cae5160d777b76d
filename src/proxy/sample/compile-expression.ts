/** Expressions to closures. */
import type { Expression } from '../../config/model/expression.js';
import type { CompileContext } from './compile-context.js';
import { compileConverter } from './converters/registry.js';
import { compileFetch } from './fetches/registry.js';
import type { Evaluate } from './sample.js';
import type { Subject } from './subject.js';

/**
 * What evaluates `expression`: its fetch, then each converter on what the one before gave. undefined as soon as one of them
 * gives nothing. Never throws.
 */
export function compileExpression(expression: Expression, context: CompileContext): Evaluate<Subject> {
  const fetch = compileFetch(expression.fetch, context);
  const converters = expression.converters.map((call) => compileConverter(call, context));
  const [first, ...others] = converters;
  if (first === undefined) return fetch;
  if (others.length === 0) {
    return (subject) => {
      const sample = fetch(subject);
      return sample === undefined ? undefined : first(sample, subject);
    };
  }
  return (subject) => {
    let sample = fetch(subject);
    for (const converter of converters) {
      if (sample === undefined) return undefined;
      sample = converter(sample, subject);
    }
    return sample;
  };
}
