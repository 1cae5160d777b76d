/** Reads the declared arguments of a keyword or a parameter from its words. */
import type { Span } from '../diagnostics/diagnostic.js';
import type { Argument, ArgumentWords, Context, Word } from './registry.js';

/** What they came to. */
export class ReadArguments implements ArgumentWords {
  readonly values: Record<string, unknown> = {};
  readonly #declared: readonly Argument[];
  readonly #words: readonly Word[];
  readonly #from: number;

  /** The first argument is the word at `from`. */
  constructor(declared: readonly Argument[], words: readonly Word[], from: number) {
    this.#declared = declared;
    this.#words = words;
    this.#from = from;
  }

  wordOf(argument: string): Word | undefined {
    if (!Object.hasOwn(this.values, argument)) return undefined;
    return this.#words[this.#from + this.#declared.findIndex(({ name }) => name === argument)];
  }
}

export interface WordsToRead {
  words: readonly Word[];
  /** Where the arguments begin. */
  from: number;
  /** The keyword that they belong to. */
  title: string;
  span: Span;
}

/** undefined: one is missing or wrong, and has been reported. */
export function readArguments(
  declared: readonly Argument[],
  { words, from, title, span }: WordsToRead,
  places: Pick<Context, 'at'>,
): ReadArguments | undefined {
  const read = new ReadArguments(declared, words, from);
  for (let index = 0; index < declared.length; index++) {
    const { name, type, optional } = declared[index]!;
    const word = words[from + index];
    // HAProxy ends a line at its first empty word.
    if (word === undefined || word.value === '') {
      if (optional) break;
      places.at(span).alert('missing-argument', `'${title}' expects ${type.notation}`);
      return undefined;
    }
    const value = type.plain?.(word.value) ?? type.parse(word.value, places.at(word.span));
    if (value === undefined) return undefined;
    read.values[name] = value;
  }
  return read;
}
