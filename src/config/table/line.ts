/**
 * The words after a keyword, read from left to right. What is wrong is reported once: after that the line is ended, and
 * nothing more is read or reported.
 */
import { didYouMean } from '../../diagnostics/did-you-mean.js';
import type { Code } from '../../diagnostics/codes.js';
import type { ArgumentType, Context, Word } from '../registry.js';
import type { Point } from '../samples/points.js';
import type { AnySection } from '../sections.js';

export class Line {
  readonly section: AnySection | undefined;
  readonly context: Context;
  /** The keyword, for messages. */
  readonly title: string;
  readonly #words: Word[];
  #failed = false;
  /** Where its samples are looked at; undefined: that is not asked. */
  point: Point | undefined;

  /** `words`: those of the line, without the keyword's own. */
  constructor(title: string, context: Context, section?: AnySection, words: readonly Word[] = context.rest) {
    this.section = section;
    this.title = title;
    this.context = context;
    this.#words = [...words];
  }

  get ended(): boolean {
    return this.#words.length === 0;
  }

  /** The next word; '' at the end. */
  get next(): string {
    return this.#words[0]?.value ?? '';
  }

  take(): Word | undefined {
    return this.#words.shift();
  }

  get rest(): readonly Word[] {
    return this.#words;
  }

  /** All that is left. */
  takeRest(): Word[] {
    return this.#words.splice(0);
  }

  /** Whether the next word is one of these; then it is taken. */
  takes(...words: readonly string[]): boolean {
    if (!words.includes(this.next) || this.ended) return false;
    this.#words.shift();
    return true;
  }

  /** The next word; undefined: there is none, and that has been reported. */
  word(notation: string): Word | undefined {
    if (this.ended && !this.#failed) this.context.alert('missing-argument', `'${this.title}' expects ${notation}`);
    return this.#words.shift();
  }

  get failed(): boolean {
    return this.#failed;
  }

  /** Something has been reported: nothing more is read. */
  end(): void {
    this.#failed = true;
    this.#words.length = 0;
  }

  /** The next word by its type; undefined: it is missing or wrong, which has been reported. */
  read<T>(type: ArgumentType<T>): T | undefined {
    const word = this.word(type.notation);
    if (word === undefined) return undefined;
    const value = type.parse(word.value, this.context.at(word.span));
    if (value === undefined) this.end();
    return value;
  }

  /** The next word is one of these; otherwise that is reported. */
  oneOf<const W extends string>(...words: readonly W[]): W | undefined {
    const word = this.word(words.map((each) => `'${each}'`).join(', '));
    if (word === undefined) return undefined;
    const chosen = words.find((each) => each === word.value);
    if (chosen === undefined) this.unknown(word, words);
    return chosen;
  }

  /** A word that is none of those that may stand there. */
  unknown({ value, span }: Word, words: readonly string[]): void {
    const near = didYouMean(value, words);
    const hint = near === undefined ? `it can be ${words.join(', ')}` : `did you mean '${near}'?`;
    this.context.at(span).alert('unknown-argument', `unknown argument '${value}' of '${this.title}'`, hint);
    this.end();
  }

  /** Reports at a word, or at the keyword, and ends the line. */
  refuse(code: Code, message: string, word?: Word, hint?: string): void {
    if (this.#failed) return;
    (word ? this.context.at(word.span) : this.context).alert(code, message, hint);
    this.end();
  }

  /** Reports the first word that is left. */
  finish(): void {
    const [extra] = this.#words;
    if (extra) this.refuse('unexpected-argument', `'${this.title}' cannot handle unexpected argument '${extra.value}'`, extra);
  }
}
