/**
 * Lines to sections: opens a section at each header, finds the keyword of every other line and applies it. Reports what is
 * wrong with a line and goes on with the next.
 */
import { toText } from '../diagnostics/byte-string.js';
import type { Span } from '../diagnostics/diagnostic.js';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { didYouMean } from '../diagnostics/did-you-mean.js';
import type { Document, Line } from '../parser/ast.js';
import { evaluate, type MutableEnvironment } from '../parser/evaluate.js';
import { wordsOrLinesOf } from '../parser/parse.js';
import type { Source } from '../parser/source.js';
import { Directives } from './conditions/directives.js';
import { families, findKeyword, namesFor, type Found } from './find-keyword.js';
import { openSection, sectionKinds } from './open-section.js';
import { readArguments } from './read-arguments.js';
import { isOtherKind, otherSections } from './other-sections.js';
import { LineContext, ReportingPlace, type Reading } from './contexts.js';
import { isReadable, type AnyKeyword, type Place, type ReadableKeyword, type UnsupportedKeyword, type Word } from './registry.js';
import { documentedGlobal, titleOf, type AnySection, type DefaultsSection, type Sections } from './sections.js';
import type { System } from './system.js';

export interface InterpretOptions {
  /** Lines change it. */
  environment: MutableEnvironment;
  /** `-dD`. */
  diagnosticMode: boolean;
  system: System;
  diagnostics: Diagnostics;
}

/** The sections of several files in order, as one configuration. */
export function interpret(documents: readonly (Document | Source)[], options: InterpretOptions): Sections {
  const interpreter = new Interpreter(options);
  for (const document of documents) interpreter.read(document);
  return interpreter.sections;
}

class Interpreter {
  readonly sections: Sections = {
    global: { kind: 'global', seen: new Map(), settings: documentedGlobal(), directories: {} },
    proxies: [],
    proxiesByName: new Map(),
    others: [],
  };
  readonly #defaults: DefaultsSection[] = [];
  readonly #environment: MutableEnvironment;
  readonly #diagnosticMode: boolean;
  readonly #reading: Reading;
  readonly #diagnostics: Diagnostics;
  /** undefined: before the first header, or in a section that could not be opened, whose lines are passed over. */
  #current: AnySection | undefined;
  #passOver = false;

  constructor({ environment, diagnosticMode, system, diagnostics }: InterpretOptions) {
    this.#environment = environment;
    this.#diagnosticMode = diagnosticMode;
    this.#diagnostics = diagnostics;
    const { global, proxies } = this.sections;
    this.#reading = { system, diagnostics, environment, global, proxies };
  }

  read(document: Document | Source): void {
    // A file begins outside of any section, whatever the one before ended with.
    this.#current = undefined;
    this.#passOver = false;
    const directives = new Directives({ diagnostics: this.#diagnostics, diagnosticMode: this.#diagnosticMode });
    let number = 0;
    for (const line of 'lines' in document ? document.lines : wordsOrLinesOf(document, this.#diagnostics)) {
      number++;
      const words = Array.isArray(line) ? line : this.#wordsOf(line);
      if (words === undefined || words.length === 0) continue;
      if (words[0]?.value.startsWith('.')) {
        directives.read(words, { environment: this.#environment, nosplice: this.sections.global.settings.nosplice });
      } else if (directives.active) {
        this.#readLine(words);
      }
    }
    directives.end({ file: document.name, line: number, column: 1, length: 1 });
  }

  /** undefined: they cannot be evaluated, and that has been reported. */
  #wordsOf(line: Line): Word[] | undefined {
    this.#environment['.SECTION'] = this.#sectionName();
    const { words, diagnostics } = evaluate(line, this.#environment);
    this.#diagnostics.add(...diagnostics);
    if (diagnostics.some(({ severity }) => severity === 'alert')) return undefined;
    return words.map(({ value, span }) => ({ value: toText(value), bytes: value, span }));
  }

  /** The header of such a section has been refused: that its lines are not supported either goes without saying. */
  #isUnsupported(): boolean {
    const kind = this.#current?.kind ?? '';
    return isOtherKind(kind) && otherSections[kind].feature !== undefined;
  }

  #sectionName(): string {
    return this.#current === undefined || this.#current.kind === 'global' ? (this.#current?.kind ?? '') : this.#current.name;
  }

  #readLine(words: readonly Word[]): void {
    const [first] = words;
    if (first === undefined || first.value === '') return;
    if (sectionKinds.has(first.value)) {
      this.#open(first.value, words);
      return;
    }
    if (this.#passOver) return;
    if (this.#current === undefined) {
      this.#reportOutOfSection(first);
      return;
    }
    this.#applyLine(this.#current, words);
  }

  #open(kind: string, words: readonly Word[]): void {
    const section = openSection(kind, words, { ...this.sections, defaults: this.#defaults, at: (span) => this.#at(span) });
    this.#current = section;
    // HAProxy goes on to complain about each line of a section that it could not open; one diagnostic is enough.
    this.#passOver = section === undefined;
  }

  #reportOutOfSection({ value, span }: Word): void {
    const near = didYouMean(value, sectionKinds);
    this.#at(span).alert(
      'out-of-section',
      `unknown keyword '${value}' out of section`,
      near === undefined ? 'begin with a section, e.g. global or defaults' : `did you mean '${near}'?`,
    );
  }

  #applyLine(section: AnySection, words: readonly Word[]): void {
    const negated = words[0]!.value === 'no' && words.length > 1;
    const effective = endAtEmptyWord(negated ? words.slice(1) : words);
    if (effective[0] === undefined) return;
    const found = findKeyword(effective, section.kind);
    const span = found.length === 1 ? effective[0].span : joinSpans(effective.slice(0, found.length));
    const { keyword } = found;
    if (keyword === undefined) {
      this.#reportUnknown(section, effective, found, span);
      return;
    }
    const previous = section.seen.get(found.title);
    section.seen.set(found.title, span);

    // It is read all the same, as HAProxy does; `resolve` leaves it out.
    if (isReadable(keyword) && !keyword.sections.includes(section.kind)) {
      const what = section.kind === 'backend' ? 'does not accept connections' : 'has no servers';
      const title = section.kind === 'global' ? section.kind : titleOf(section);
      this.#at(span).warning('ignored-in-section', `'${found.title}' is ignored because ${title} ${what}`);
    }
    const rest = effective.slice(found.length);
    if (!isReadable(keyword)) {
      this.#readWithoutEffect(keyword, { found, span, rest, negated });
      return;
    }
    const alerts = this.#diagnostics.count('alert');
    if (negated) this.#negate(section, keyword, { found, span, rest });
    else this.#apply(section, keyword, { found, span, rest, previous });
    // `no …` of what is not there asks for nothing.
    if (keyword.status === 'not supported yet' && !negated && this.#diagnostics.count('alert') === alerts) {
      this.#refuseUnsupported(section, keyword, { found, span });
    }
  }

  #refuseUnsupported(section: AnySection, keyword: UnsupportedKeyword, { found, span }: Pick<ReadLine, 'found' | 'span'>): void {
    const { sections, feature, httpOnly } = keyword;
    if (!sections.includes(section.kind) || this.#isUnsupported()) return;
    if (httpOnly === undefined || !('http' in section.settings)) this.#at(span).unsupported(feature, `'${found.title}'`);
    else section.settings.http.push({ span, feature, title: `'${found.title}'`, warned: httpOnly === 'warned' });
  }

  #apply(section: AnySection, keyword: ReadableKeyword, line: ReadLine & { previous: Span | undefined }): void {
    const { found, span, rest, previous } = line;
    const places = new LineContext(this.#reading, span, rest);
    const read = readArguments(keyword.arguments, { words: rest, from: 0, title: found.title, span }, places);
    if (read === undefined) return;
    const extra = rest.slice(keyword.arguments.length);
    if (keyword.rest !== 'words' && extra.length > 0 && !this.#endsWith(extra, found.title, keyword.rest)) return;
    const context = new LineContext(this.#reading, span, extra, read);
    if (keyword.once && previous) {
      context.warning(
        'repeated-keyword',
        `'${found.title}' was already given at line ${previous.line}`,
        'the last one is in force',
      );
    }
    keyword.apply(section, read.values, context);
  }

  /** Whether a line may be applied although words are left. */
  #endsWith(extra: readonly Word[], title: string, rest: 'ignored' | undefined): boolean {
    const place = this.#at(joinSpans(extra));
    if (rest === 'ignored') {
      place.warning('ignored-argument', `'${title}' ignores what follows`);
      return true;
    }
    place.alert('unexpected-argument', `'${title}' cannot handle unexpected argument '${extra[0]!.value}'`);
    return false;
  }

  #negate(section: AnySection, keyword: ReadableKeyword, { found, span, rest }: ReadLine): void {
    const place = this.#at(span);
    if (keyword.negate === undefined) {
      place.alert('no-negation', `'${found.title}' has no 'no' form`, "options and 'log' have one");
      return;
    }
    if (rest.length > 0 && !this.#endsWith(rest, `no ${found.title}`, keyword.rest === 'ignored' ? 'ignored' : undefined)) return;
    keyword.negate(section, new LineContext(this.#reading, span, rest));
  }

  #readWithoutEffect(
    keyword: Exclude<AnyKeyword, ReadableKeyword>,
    { found, span, rest, negated }: ReadLine & { negated: boolean },
  ): void {
    const place = this.#at(span);
    if (keyword.status === 'refused') {
      const { removed } = keyword;
      if (!removed && this.#isUnsupported()) return;
      const message = removed
        ? `'${found.title}' was removed from HAProxy`
        : `'${found.title}' is not supported: ${keyword.reason}`;
      place.alert(removed ? 'removed-keyword' : 'unsupported-keyword', message, keyword.hint);
      return;
    }
    if (negated && !keyword.negatable) {
      place.alert('no-negation', `'${found.title}' has no 'no' form`, "options and 'log' have one");
      return;
    }
    if (keyword.read && !negated) {
      keyword.read(new LineContext(this.#reading, span, rest));
      return;
    }
    const expected = negated ? 0 : keyword.argumentCount;
    if (rest.length < expected) place.alert('missing-argument', `'${found.title}' expects an argument`);
    else if (rest.length > expected) this.#endsWith(rest.slice(expected), found.title, undefined);
  }

  #reportUnknown(section: AnySection, words: readonly Word[], found: Found, span: Span): void {
    const { title, elsewhere, notYet } = found;
    const place = this.#at(span);
    if (elsewhere) {
      place.alert('wrong-section', `'${title}' is not allowed in '${section.kind}'`, `it belongs in ${list(elsewhere.sections)}`);
      return;
    }
    if (notYet) {
      if (this.#isUnsupported()) return;
      place.alert('unsupported-keyword', `'${title}' is not supported yet`);
      return;
    }
    const family = families.get(words[0]!.value);
    const before = words.slice(0, found.length - 1).map(({ value }) => value);
    const misspelt = words[found.length - 1]!;
    const following = namesFor(section.kind, [...before, misspelt.value]);
    if (following.length > 0) {
      place.alert(
        'missing-argument',
        `'${title}' expects ${family ? `the name of ${family.name}` : `one of ${following.join(', ')}`}`,
      );
      return;
    }
    const near = didYouMean(misspelt.value, namesFor(section.kind, before));
    const what = `unknown ${family && before.length > 0 ? before[0] : 'keyword'} '${before.length > 1 || !family ? title : misspelt.value}'`;
    const hint = near === undefined ? undefined : `did you mean '${[...before, near].join(' ')}'?`;
    this.#at(misspelt.span).alert('unknown-keyword', `${what} in '${section.kind}'`, hint);
  }

  #at(span: Span): Place {
    return new ReportingPlace(this.#reading, span);
  }
}

interface ReadLine {
  found: Found;
  /** Of the keyword's words. */
  span: Span;
  rest: readonly Word[];
}

/** HAProxy ends a line at its first empty word, which an unset variable in double quotes makes. */
function endAtEmptyWord(words: readonly Word[]): readonly Word[] {
  const empty = words.findIndex(({ value }) => value === '');
  return empty < 0 ? words : words.slice(0, empty);
}

/** From the first word to the last, of one line. */
function joinSpans(words: readonly Word[]): Span {
  const { span } = words[0]!;
  const last = words.at(-1)!.span;
  return { ...span, length: Math.max(span.length, last.column + last.length - span.column) };
}

const list = (words: readonly string[]): string =>
  words.length < 2
    ? `'${words.join('')}'`
    : `${words
        .slice(0, -1)
        .map((word) => `'${word}'`)
        .join(', ')} or '${words.at(-1)}'`;
