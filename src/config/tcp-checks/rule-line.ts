/** A line of `tcp-check`: its words one after the other, and what expressions and formats in it are read with. */
import type { Expression } from '../model/expression.js';
import type { LogFormat } from '../model/log-format.js';
import { readRuleFormat } from '../log-format/read-rule-format.js';
import type { Context, Word } from '../registry.js';
import { readExpression } from '../samples/read-expression.js';
import type { Mode } from '../sections.js';

export class RuleLine {
  #next = 0;

  constructor(
    readonly context: Context,
    readonly title: string,
    readonly mode: Mode,
    readonly words: readonly Word[] = context.rest,
  ) {}

  take(): Word | undefined {
    return this.words[this.#next++];
  }

  peek(): Word | undefined {
    return this.words[this.#next];
  }

  /** What must follow `after`; reported when it does not. */
  value(after: string): Word | undefined {
    const word = this.take();
    if (word === undefined) this.context.alert('missing-argument', `'${after}' of '${this.title}' expects an argument`);
    return word;
  }

  unknown(word: Word, known: string): void {
    this.context.at(word.span).alert('unknown-argument', `'${this.title}' does not know '${word.value}'`, `it knows ${known}`);
  }

  refuse(word: Word, message: string, hint?: string): void {
    this.context.at(word.span).alert('invalid-argument', message, hint);
  }

  /** undefined: it is wrong, and has been reported. */
  expression(word: Word): Expression | undefined {
    return readExpression(word, this.context, { point: 'tcp-check-rule', elsewhere: 'alert' });
  }

  /** Not for a log: blanks stay as they are. undefined: it is wrong, and has been reported. */
  format(word: Word): LogFormat | undefined {
    return readRuleFormat(word, this.context, 'tcp-check-rule', this.mode);
  }

  /** `comment <text>`, whose first word has been taken. */
  comment(): string | undefined {
    return this.value('comment')?.value;
  }
}
