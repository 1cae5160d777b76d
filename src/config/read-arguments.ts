/** Reads the declared arguments of a keyword or a parameter from its words. */
import type { Span } from '../diagnostics/diagnostic.js';
import type { Argument, Place, Word } from './registry.js';

export interface ReadArguments {
  values: Record<string, unknown>;
  spanOf: (argument: string) => Span;
  wordOf: (argument: string) => string;
  bytesOf: (argument: string) => string;
}

/** `whole` is the keyword that the arguments belong to. undefined: one is missing or wrong, and has been reported. */
export function readArguments(
  declared: readonly Argument[],
  words: readonly Word[],
  whole: { title: string; span: Span },
  at: (span: Span) => Place,
): ReadArguments | undefined {
  const values: Record<string, unknown> = {};
  for (let index = 0; index < declared.length; index++) {
    const { name, type, optional } = declared[index]!;
    const word = words[index];
    // HAProxy ends a line at its first empty word.
    if (word === undefined || word.value === '') {
      if (optional) break;
      at(whole.span).alert('missing-argument', `'${whole.title}' expects ${type.notation}`);
      return undefined;
    }
    const value = type.parse(word.value, at(word.span));
    if (value === undefined) return undefined;
    values[name] = value;
  }
  const wordNamed = (argument: string): Word | undefined =>
    Object.hasOwn(values, argument) ? words[declared.findIndex(({ name }) => name === argument)] : undefined;
  return {
    values,
    spanOf: (argument) => wordNamed(argument)?.span ?? whole.span,
    wordOf: (argument) => wordNamed(argument)?.value ?? '',
    bytesOf: (argument) => wordNamed(argument)?.bytes ?? '',
  };
}
