/** The words of one rule, taken from left to right, and the condition at their end. */
import type { Span } from '../../diagnostics/diagnostic.js';
import { readCondition } from '../acl/read-condition.js';
import type { Condition } from '../model/rule.js';
import type { Context, Word } from '../registry.js';
import type { Point } from '../samples/points.js';
import type { DefaultsSection, ProxySection } from '../sections.js';

export class RuleWords {
  readonly #words: readonly Word[];
  #next = 0;

  constructor(
    readonly context: Context,
    /** As messages call the rule. */
    readonly title: string,
    words: readonly Word[] = context.rest,
  ) {
    this.#words = words;
  }

  /** The next word, if it does not begin the condition. */
  take(): Word | undefined {
    const word = this.#words[this.#next];
    if (word === undefined || isConditionWord(word)) return undefined;
    this.#next += 1;
    return word;
  }

  /** The next word; when there is none, says that `what` is missing. */
  need(what: string): Word | undefined {
    const word = this.take();
    if (word === undefined) this.context.alert('missing-argument', `'${this.title}' expects ${what}`);
    return word;
  }

  /** Whether the next word is this one; then it is taken. */
  takes(value: string): boolean {
    if (this.#words[this.#next]?.value !== value) return false;
    this.#next += 1;
    return true;
  }

  /** Everything up to the condition. */
  takeRest(): Word[] {
    const taken: Word[] = [];
    for (let word = this.take(); word !== undefined; word = this.take()) taken.push(word);
    return taken;
  }

  get whole(): Span {
    return this.context.span;
  }

  /**
   * The condition, and nothing else. `{ good: false }`: something is wrong and has been reported; a rule may have no
   * condition unless it is `required`.
   */
  condition(section: ProxySection | DefaultsSection, point: Point, required = false): { good: boolean; condition?: Condition } {
    const rest = this.#words.slice(this.#next);
    const [first] = rest;
    if (first === undefined || !isConditionWord(first)) {
      if (first === undefined && !required) return { good: true };
      this.context
        .at(first?.span ?? this.whole)
        .alert(
          'invalid-condition',
          required
            ? `'${this.title}' requires either 'if' or 'unless' followed by a condition`
            : `'${this.title}' only accepts 'if' or 'unless' (got '${first!.value}')`,
        );
      return { good: false };
    }
    section.acls ??= new Map();
    const condition = readCondition(rest, section.acls, this.context, point);
    return condition === undefined ? { good: false } : { good: true, condition };
  }
}

const isConditionWord = ({ value }: Word): boolean => value === 'if' || value === 'unless';
