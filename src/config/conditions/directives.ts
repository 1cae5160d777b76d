/**
 * Lines that begin with a dot: `.if`, `.elif`, `.else`, `.endif`, which choose the lines that are read, and `.diag`,
 * `.notice`, `.warning`, `.alert`, which say something.
 * Source: configuration.txt, 2.4.
 */
import type { Span } from '../../diagnostics/diagnostic.js';
import type { Diagnostics } from '../../diagnostics/diagnostics.js';
import { didYouMean } from '../../diagnostics/did-you-mean.js';
import type { Word } from '../registry.js';
import { Blocks } from './blocks.js';
import { verdictOf } from './evaluate-condition.js';
import type { Facts } from './predicate.js';

const names = ['.if', '.elif', '.else', '.endif', '.diag', '.notice', '.warning', '.alert'];

export interface DirectivesOptions {
  diagnostics: Diagnostics;
  /** `-dD`: `.diag` lines are heard. */
  diagnosticMode: boolean;
}

/** The directives of one file, in its order. */
export class Directives {
  readonly #blocks = new Blocks();
  readonly #options: DirectivesOptions;

  constructor(options: DirectivesOptions) {
    this.#options = options;
  }

  /** Whether the line that follows counts. One that does not is looked at for its words alone. */
  get active(): boolean {
    return this.#blocks.active;
  }

  /** `words`: a line whose first word begins with a dot. */
  read(words: readonly Word[], facts: Facts): void {
    const [first, ...rest] = words;
    const { value: name, span } = first!;
    switch (name) {
      case '.if':
      case '.elif':
        if (!this.#isMisplaced(name, span)) this.#branch(name, rest, span, facts);
        break;
      case '.else':
      case '.endif':
        if (this.#isMisplaced(name, span) || this.#hasArgument(name, rest[0])) break;
        if (name === '.else') this.#blocks.else();
        else this.#blocks.endif();
        break;
      default:
        if (this.active) this.#say(name, rest, span);
    }
  }

  /** At the end of the file, whose last line is `last`. */
  end(last: Span): void {
    const open = this.#blocks.innermost;
    if (open) {
      const hint = `close the '.if' of line ${open.line} with '.endif'`;
      this.#options.diagnostics.alert('unterminated-block', last, "non-terminated '.if' block", hint);
    }
  }

  #branch(name: '.if' | '.elif', words: readonly Word[], span: Span, facts: Facts): void {
    const asked = this.#blocks.asks(name);
    const verdict = asked ? verdictOf(words.map(({ value }) => value).join(' '), facts) : { holds: false };
    if ('fault' in verdict) {
      const { offset, message, hint } = verdict.fault;
      this.#options.diagnostics.alert('invalid-directive-condition', placeOf(offset, words) ?? span, message, hint);
    }
    const holds = 'fault' in verdict ? undefined : verdict.holds;
    if (name === '.if') this.#blocks.if(holds, span);
    else this.#blocks.elif(holds);
  }

  #isMisplaced(name: '.if' | '.elif' | '.else' | '.endif', span: Span): boolean {
    const message = this.#blocks.misplaced(name);
    if (message !== undefined) this.#options.diagnostics.alert('misplaced-directive', span, message);
    return message !== undefined;
  }

  #hasArgument(name: string, word: Word | undefined, hint?: string): boolean {
    if (word === undefined || word.value === '') return false;
    const message = `unexpected argument '${word.value}' for '${name}'`;
    this.#options.diagnostics.alert('unexpected-argument', word.span, message, hint);
    return true;
  }

  #say(name: string, [message, extra]: readonly Word[], span: Span): void {
    const { diagnostics, diagnosticMode } = this.#options;
    if (!names.includes(name)) {
      const near = didYouMean(name, names);
      const hint = near === undefined ? `directives are ${names.join(', ')}` : `did you mean '${near}'?`;
      diagnostics.alert('unknown-directive', span, `unknown directive '${name}'`, hint);
      return;
    }
    if (this.#hasArgument(name, extra, 'put quotes around a message with blanks')) return;
    const text = `'${message?.value ?? ''}'`;
    if (name === '.alert') diagnostics.alert('stated', span, text);
    else if (name === '.warning') diagnostics.warning('stated', span, text);
    else if (name === '.notice' || diagnosticMode) diagnostics.notice('stated', span, text);
  }
}

/** Where in the file an offset into the words, joined by single blanks, is. */
function placeOf(offset: number, words: readonly Word[]): Span | undefined {
  let start = 0;
  for (const { value, span } of words) {
    const within = offset - start;
    if (within <= value.length) {
      // A word that has lost quotes or escapes, or whose variables were replaced, is marked as a whole.
      return span.length === value.length
        ? { ...span, column: span.column + within, length: Math.max(1, value.length - within) }
        : span;
    }
    start += value.length + 1;
  }
  return words.at(-1)?.span;
}
