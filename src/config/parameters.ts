/**
 * Reads the named parameters of a `bind` or `server` line, in any order: finds each in its table, reads its arguments and
 * applies it. The first one that is not known ends the line, since what follows cannot be told.
 */
import { didYouMean } from '../diagnostics/did-you-mean.js';
import type { Context, ParameterOf, Word } from './registry.js';
import { readArguments } from './read-arguments.js';

export interface ParameterTable<D> {
  /** 'bind' or 'server'. */
  keyword: string;
  parameters: readonly ParameterOf<D>[];
  /** HAProxy's names that are not supported yet. */
  notYet: ReadonlySet<string>;
}

/** false: a word was not understood, and has been reported. */
export function applyParameters<D>(draft: D, table: ParameterTable<D>, context: Context): boolean {
  const { rest } = context;
  for (let at = 0; at < rest.length;) {
    const word = rest[at]!;
    const parameter = table.parameters.find(({ name }) => name === word.value);
    if (parameter === undefined) {
      reportUnknown(word, table, context);
      return false;
    }
    const given = rest.slice(at + 1, at + 1 + parameter.arguments.length);
    const read = readArguments(parameter.arguments, given, { title: word.value, span: word.span }, context.at);
    if (read === undefined) return false;
    parameter.apply(draft, read.values, {
      ...context,
      ...context.at(word.span),
      span: word.span,
      spanOf: read.spanOf,
      wordOf: read.wordOf,
    });
    at += 1 + given.length;
  }
  return true;
}

function reportUnknown<D>({ value, span }: Word, { keyword, parameters, notYet }: ParameterTable<D>, context: Context): void {
  const place = context.at(span);
  if (notYet.has(value)) {
    place.alert(
      'unsupported-parameter',
      `'${value}' on a '${keyword}' line is not supported yet`,
      `supported are ${parameters.map(({ name }) => name).join(', ')}`,
    );
    return;
  }
  const names = parameters.map(({ name }) => name);
  const near = didYouMean(value, [...names, ...notYet]);
  place.alert(
    'unknown-parameter',
    `unknown keyword '${value}' on a '${keyword}' line`,
    near === undefined ? `supported are ${names.join(', ')}` : `did you mean '${near}'?`,
  );
}
