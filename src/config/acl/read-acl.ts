/**
 * The test of an ACL: sample, matching method, patterns.
 * Source: configuration.txt, 7.1.
 */
import type { Span } from '../../diagnostics/diagnostic.js';
import { didYouMean } from '../../diagnostics/did-you-mean.js';
import { parseAclTest, type AclFlag } from '../../parser/expressions/acl-test.js';
import { parseExpression } from '../../parser/expressions/expression.js';
import type { Expression, SampleType } from '../model/expression.js';
import type { AclTest, MatchMethod, PatternSource } from '../model/rule.js';
import { loadPatternFile, mapEntry } from '../patterns/pattern-files.js';
import { operators, readPattern, type Operator, type PatternFault, type PatternOptions } from '../patterns/read-pattern.js';
import type { Word } from '../registry.js';
import { aclKeywords, type AclKeyword } from '../samples/acl-keywords.js';
import { canCast } from '../samples/casts.js';
import { locator, readExpression, type ExpressionOptions, type Reading } from '../samples/read-expression.js';

const methods: readonly MatchMethod[] = [
  'found',
  'bool',
  'int',
  'ip',
  'bin',
  'len',
  'str',
  'beg',
  'sub',
  'dir',
  'dom',
  'end',
  'reg',
];

/** What a sample must be cast to for a method. */
const inputs: Readonly<Record<MatchMethod, SampleType>> = {
  found: 'any',
  bool: 'sint',
  int: 'sint',
  ip: 'ip',
  bin: 'bin',
  len: 'str',
  str: 'str',
  beg: 'str',
  sub: 'str',
  dir: 'str',
  dom: 'str',
  end: 'str',
  reg: 'str',
  meth: 'meth',
};

/** The method of a type without `-m`. */
const defaults: Readonly<Partial<Record<SampleType, MatchMethod>>> = {
  bool: 'bool',
  sint: 'int',
  ip: 'ip',
  ipv4: 'ip',
  ipv6: 'ip',
  str: 'str',
};

/** `words`: the sample and all after it. undefined: reported. */
export function readAclTest(
  words: readonly Word[],
  whole: Span,
  reading: Reading,
  options: ExpressionOptions,
): AclTest | undefined {
  const [first] = words;
  if (first === undefined) {
    reading.at(whole).alert('invalid-acl', 'missing fetch method in ACL expression');
    return undefined;
  }
  const keyword = aclKeywordOf(first);
  const expression = readExpression(keyword?.word ?? first, reading, options);
  if (expression === undefined) return undefined;
  return new AclReader({ words, whole, reading, expression, ...(keyword && { keyword }) }).read();
}

interface KeywordUse extends AclKeyword {
  /** The word with the fetch's name in the place of the keyword. */
  word: Word;
  /** No converter follows: the keyword's method is in force. */
  alone: boolean;
}

function aclKeywordOf(word: Word): KeywordUse | undefined {
  const name = /^[^(,]*/.exec(word.bytes)![0];
  const keyword = aclKeywords().get(name);
  if (keyword === undefined) return undefined;
  const parsed = parseExpression(word.bytes);
  return {
    ...keyword,
    word: { ...word, value: keyword.fetch + word.value.slice(name.length), bytes: keyword.fetch + word.bytes.slice(name.length) },
    alone: 'node' in parsed && parsed.node.converters.length === 0,
  };
}

interface AclParts {
  words: readonly Word[];
  whole: Span;
  reading: Reading;
  expression: Expression;
  keyword?: KeywordUse;
}

class AclReader {
  readonly #parts: AclParts;
  readonly #patterns: PatternSource[] = [];
  #method: MatchMethod | undefined;
  #ignoreCase = false;
  #resolves = true;
  #asMap = false;

  constructor(parts: AclParts) {
    this.#parts = parts;
  }

  read(): AclTest | undefined {
    const { words, whole, expression, keyword, reading } = this.#parts;
    const { flags, patternsAt } = parseAclTest(words.map(({ value }) => value));
    // Files come in the order of the flags; the method must be known before the first.
    for (const flag of flags) if (!this.#readFlag(flag)) return undefined;
    if (this.#settleMethod() === undefined) return undefined;
    const ended = words[patternsAt - 1]?.value === '--';
    if (!this.#readPatterns(words.slice(patternsAt))) return undefined;
    const method = this.#method!;
    if (this.#patterns.length === 0 && !ended && method !== 'found' && method !== 'bool') {
      reading
        .at(whole)
        .warning(
          'no-pattern',
          'no pattern to match against: this will never match',
          "use '-m found' to ask whether there is a sample",
        );
    }
    return { span: whole, expression: this.#plain(expression, keyword), method, patterns: this.#patterns };
  }

  #plain(expression: Expression, keyword: KeywordUse | undefined): Expression {
    return keyword === undefined ? expression : { ...expression, text: this.#parts.words[0]!.bytes };
  }

  #readFlag({ word, name, value }: AclFlag): boolean {
    const { words, reading } = this.#parts;
    const { span } = words[word]!;
    const operand = value === undefined ? undefined : words[value]!;
    switch (name) {
      case '-i':
        this.#ignoreCase = true;
        return true;
      case '-n':
        this.#resolves = false;
        return true;
      case '-M':
        this.#asMap = true;
        return true;
      case '-u':
        return true;
      case '-m':
        return this.#chooseMethod(operand, span);
      case '-f':
        return this.#readFile(operand, span);
      default:
        reading
          .at(span)
          .alert('invalid-acl', `'${name}' is not a valid ACL option`, "please use '--' before any pattern beginning with a '-'");
        return false;
    }
  }

  #chooseMethod(operand: Word | undefined, span: Span): boolean {
    const { reading, expression } = this.#parts;
    const name = operand?.value ?? '';
    const method = methods.find((known) => known === name);
    const place = reading.at(operand?.span ?? span);
    if (method === undefined) {
      const near = didYouMean(name, methods);
      place.alert('invalid-acl', `unknown matching method '${name}'`, near && `did you mean '${near}'?`);
      return false;
    }
    if (this.#patterns.length > 0 && method !== this.#method) {
      place.alert('invalid-acl', "'-m' must come before '-f'");
      return false;
    }
    if (!canCast(expression.output, inputs[method])) {
      place.alert('invalid-acl', `matching method '${name}' cannot be used with a sample of type ${expression.output}`);
      return false;
    }
    this.#method = method;
    return true;
  }

  /** undefined: there is none, and it has been reported. */
  #settleMethod(): MatchMethod | undefined {
    const { expression, keyword, reading, words } = this.#parts;
    this.#method ??= keyword?.alone ? keyword.method : defaults[expression.output];
    if (this.#method === undefined) {
      reading
        .at(words[0]!.span)
        .alert('invalid-acl', `a matching method must be specified with '-m' for a sample of type ${expression.output}`);
    }
    return this.#method;
  }

  #readFile(operand: Word | undefined, span: Span): boolean {
    const { reading } = this.#parts;
    const file = operand?.value ?? '';
    const method = this.#settleMethod();
    if (method === undefined) return false;
    const place = reading.at(operand?.span ?? span);
    const fault = loadPatternFile(file, reading) ?? this.#faultIn(file, method);
    if (fault !== undefined) {
      place.alert('invalid-pattern', fault);
      return false;
    }
    this.#patterns.push({ type: 'file', file, asMap: this.#asMap, ignoreCase: this.#ignoreCase });
    return true;
  }

  /** The first line of a file that is no pattern. */
  #faultIn(file: string, method: MatchMethod): string | undefined {
    const lines = this.#parts.reading.global.patternFiles?.get(file)?.lines ?? [];
    for (const { line, text } of lines) {
      const pattern = readPattern(method, this.#asMap ? mapEntry(text).key : text, { ignoreCase: this.#ignoreCase });
      if ('fault' in pattern) return `${file}:${line}: ${pattern.fault}`;
    }
    return undefined;
  }

  #options(): PatternOptions {
    const { reading, keyword } = this.#parts;
    return {
      ignoreCase: this.#ignoreCase,
      ...(this.#resolves && { lookup: (host: string) => reading.system.lookup(host, 'ipv4') }),
      ...(keyword?.alone && keyword.versions && { versions: true }),
    };
  }

  #readPatterns(words: readonly Word[]): boolean {
    const method = this.#method!;
    // They take none and HAProxy ignores those that are there.
    if (method === 'found' || method === 'bool') return true;
    const numbers = method === 'int' || method === 'len';
    let operator: Operator = 'eq';
    let good = true;
    for (const word of words) {
      if (numbers && operators.has(word.value)) {
        operator = word.value as Operator;
        continue;
      }
      const text = word.bytes;
      const pattern = readPattern(method, text, { ...this.#options(), operator });
      if ('fault' in pattern) {
        this.#reportPattern(word, text, pattern);
        good = false;
      } else {
        this.#patterns.push(pattern);
      }
    }
    return good;
  }

  #reportPattern(word: Word, text: string, { fault, offset }: PatternFault): void {
    const span = offset === undefined ? word.span : locator(word, text)(Math.min(offset, text.length - 1), 1);
    this.#parts.reading.at(span).alert(this.#method === 'reg' ? 'invalid-regex' : 'invalid-pattern', fault);
  }
}
