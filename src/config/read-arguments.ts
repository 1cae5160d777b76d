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
  const read = new Map<string, Word>();
  for (const [index, { name, type, optional }] of declared.entries()) {
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
    read.set(name, word);
  }
  return {
    values,
    spanOf: (argument) => read.get(argument)?.span ?? whole.span,
    wordOf: (argument) => read.get(argument)?.value ?? '',
    bytesOf: (argument) => read.get(argument)?.bytes ?? '',
  };
}
