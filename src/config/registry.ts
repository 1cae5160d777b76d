/**
 * The types every keyword of the configuration satisfies. A keyword says where it may stand, what its arguments are and
 * what it does to the section that it stands in; `keywords/index.ts` lists them all, in order, and docs/compatibility.md
 * is generated from that list.
 */
import type { Code } from '../diagnostics/codes.js';
import type { Span } from '../diagnostics/diagnostic.js';
import type { Feature } from './features.js';
import type { OtherKind, OtherSection } from './other-sections.js';
import type { DefaultsSection, GlobalSection, ProxySection } from './sections.js';
import type { MutableEnvironment } from '../parser/evaluate.js';
import type { System } from './system.js';

export type SectionKind = 'global' | 'defaults' | ProxySection['kind'] | OtherKind;

/** A word after quotes, escapes and variables were taken away, and where it was written. */
export interface Word {
  /** Text where it is UTF-8, otherwise a character for each byte. */
  value: string;
  /** As a byte string. */
  bytes: string;
  span: Span;
}

/** Where an argument type or a keyword reports, and what it may ask of the machine. */
export interface Place {
  system: System;
  /** Of the environment, as text. */
  variable(name: string): string | undefined;
  alert(code: Code, message: string, hint?: string): void;
  warning(code: Code, message: string, hint?: string): void;
  /** What is valid and asks for a feature that is not there yet; `what` is what asks: `'mode http'`. */
  unsupported(feature: Feature, what: string): void;
}

/**
 * One kind of argument, e.g. a time. `parse` returns undefined when the word cannot be used, after it has said why at
 * `place`, which points at the word.
 */
export interface ArgumentType<T> {
  /** As the manual writes it: `<time>`. */
  notation: string;
  /**
   * What `parse` gives for a word that is written plainly and about which there is nothing to say; undefined: ask `parse`. Large
   * files consist of such words.
   */
  plain?(word: string): T | undefined;
  parse(word: string, place: Place): T | undefined;
}

export interface Argument<N extends string = string, T = unknown> {
  name: N;
  type: ArgumentType<T>;
  /** May be left out; only after those that may not. */
  optional?: true;
}

type ValueOf<A> = A extends { type: ArgumentType<infer T> } ? T : never;
type NameOf<A> = A extends { name: infer N extends string } ? N : never;

/** What `apply` gets: a property for each argument, `undefined` for an optional one that was left out. */
export type Values<A extends readonly Argument[]> = {
  [E in A[number] as NameOf<E>]: E extends { optional: true } ? ValueOf<E> | undefined : ValueOf<E>;
};

/** The section that a keyword of these kinds is applied to. */
export type SectionOf<S extends SectionKind> = S extends 'global'
  ? GlobalSection
  : S extends 'defaults'
    ? DefaultsSection
    : S extends OtherKind
      ? OtherSection<S>
      : ProxySection;

/** What a keyword sees besides its section and its arguments. Reports point at the keyword unless `at` moves them. */
export interface Context extends Place {
  /** Of the keyword's own words. */
  span: Span;
  /** The words after the declared arguments, for keywords with `rest: 'words'`. */
  rest: readonly Word[];
  /** Where the argument of this name stands. */
  spanOf(argument: string): Span;
  /** The argument of this name as it was written, quotes and escapes gone. */
  wordOf(argument: string): string;
  /** The same as a byte string. */
  bytesOf(argument: string): string;
  at(span: Span): Place;
  /** The same, where nothing is said about what is not supported yet. */
  quiet(): Context;
  /** Of a parameter of this line. */
  ofParameter(parameter: ParameterWords): ParameterContext;
  global: GlobalSection;
  /** The proxies so far. */
  proxies: readonly ProxySection[];
  /** The variables that the lines after this one see; values are byte strings. */
  environment: MutableEnvironment;
}

/** The words of the arguments that were read. */
export interface ArgumentWords {
  /** undefined: the argument was left out. */
  wordOf(argument: string): Word | undefined;
}

/** What a parameter of a line has of its own. */
export interface ParameterWords {
  /** Its name. */
  word: Word;
  read: ArgumentWords;
  /** What belongs to it besides its arguments. */
  rest: readonly Word[];
  section: ParameterContext['section'];
}

interface Common {
  /** The words that begin the line: `bind`, `option redispatch`, `timeout connect`. */
  keyword: string;
  /** One sentence for docs/compatibility.md. */
  summary: string;
}

/** A keyword whose line is read. */
interface Readable<S extends SectionKind, A extends readonly Argument[]> extends Common {
  sections: readonly S[];
  /** Sections where HAProxy ignores it with a warning; everywhere else outside `sections` it is an alert. */
  ignoredIn?: readonly SectionKind[];
  arguments: A;
  /** What becomes of words after the arguments: refused (default), ignored with a warning, or read by `apply` itself. */
  rest?: 'ignored' | 'words';
  /** Named parameters that `apply` reads from the rest, for the documentation. */
  parameters?: readonly AnyParameter[];
  /** Whether a second such line in one section replaces the first, which earns a warning. */
  once?: true;
  apply(section: SectionOf<S>, values: Values<A>, context: Context): void;
  /** The `no` form; undefined: there is none. */
  negate?(section: SectionOf<S>, context: Context): void;
}

interface Implemented<S extends SectionKind, A extends readonly Argument[]> extends Readable<S, A> {
  status: 'implemented';
}

/**
 * Its line is read and checked as HAProxy checks it, so that what is wrong with it is found; a line with nothing wrong is
 * then refused, since what it asks for is not there yet. `apply` reports and notes what other lines' checks need.
 */
interface NotSupportedYet<S extends SectionKind, A extends readonly Argument[]> extends Readable<S, A> {
  status: 'not supported yet';
  feature: Feature;
  /** It means something in HTTP mode alone: a proxy in another mode may have it, with a warning or without one. */
  httpOnly?: 'warned' | 'silent';
}

/** Changes nothing for the traffic on our side; the reason is written down. */
interface AcceptedWithoutEffect extends Common {
  status: 'accepted without effect';
  sections: readonly SectionKind[];
  reason: string;
  /** How many words must follow, as in HAProxy. */
  argumentCount: number;
  /** Reads and checks the words itself, however many; without it they are only counted. */
  read?(context: Context): void;
  /** Whether it has a `no` form. */
  negatable?: true;
}

/** Known, and refused because ignoring it would change what the traffic gets. */
interface Refused extends Common {
  status: 'refused';
  sections: readonly SectionKind[];
  reason: string;
  /** HAProxy itself refuses it by now. */
  removed?: true;
  hint?: string;
}

export type Keyword<S extends SectionKind, A extends readonly Argument[]> =
  Implemented<S, A> | NotSupportedYet<S, A> | AcceptedWithoutEffect | Refused;

/** A keyword as the interpreter sees it: arguments and sections fit because `defineKeyword` has checked them together. */
export type AnyKeyword = Keyword<SectionKind, readonly Argument[]>;

/** A keyword whose line is read word by word, whether or not it works yet. */
export type ReadableKeyword = Extract<AnyKeyword, { status: 'implemented' | 'not supported yet' }>;

export type UnsupportedKeyword = Extract<AnyKeyword, { status: 'not supported yet' }>;

export const isReadable = (keyword: AnyKeyword): keyword is ReadableKeyword =>
  keyword.status === 'implemented' || keyword.status === 'not supported yet';

/** Checks that `apply` fits the declared sections and arguments, then forgets the particular types. */
export function defineKeyword<const S extends SectionKind, const A extends readonly Argument[]>(
  keyword: Implemented<S, A> | NotSupportedYet<S, A>,
): AnyKeyword {
  return keyword;
}

/** What a parameter of a `bind` or `server` line sees besides the draft and its arguments. */
export interface ParameterContext extends Context {
  /** The parameter's name as written, with what stands in parentheses behind it. */
  word: string;
  /** The section that the line stands in; `default-server` stands in `defaults` too, `stats socket` in `global`. */
  section: DefaultsSection | ProxySection | GlobalSection;
}

interface CommonParameter<A extends readonly Argument[]> {
  name: string;
  /** One sentence for docs/compatibility.md. */
  summary: string;
  arguments: A;
  /** How many of the words after the arguments belong to it as well; they are its context's `rest`. Otherwise none do. */
  more?(words: readonly Word[]): number;
  /** The name is followed by something in parentheses: `set-proxy-v2-tlv-fmt(0x20)`. */
  parenthesis?: true;
  /** May not stand on a `default-server` line. */
  refusedInDefaults?: true;
}

/**
 * A named parameter on a `bind` or `server` line: `weight 10`, `backup`. D is the draft that it changes. Its syntax is
 * checked whatever its status is.
 */
export interface Parameter<D, A extends readonly Argument[]> extends CommonParameter<A> {
  status?: undefined;
  apply(draft: D, values: Values<A>, context: ParameterContext): void;
}

/** Changes nothing for the traffic on our side; the reason is written down. */
export interface ParameterWithoutEffect<A extends readonly Argument[]> extends CommonParameter<A> {
  status: 'accepted without effect';
  reason: string;
}

/** Its syntax is checked, then it is refused. `check` reports what is wrong beyond its arguments and notes what other checks need. */
export interface ParameterNotSupportedYet<D, A extends readonly Argument[]> extends CommonParameter<A> {
  status: 'not supported yet';
  feature: Feature;
  /** It means something in HTTP mode alone. */
  httpOnly?: true;
  check?(draft: D, values: Values<A>, context: ParameterContext): void;
}

/** Known, and refused because ignoring it would change what the traffic gets. */
export interface RefusedParameter<A extends readonly Argument[]> extends CommonParameter<A> {
  status: 'refused';
  reason: string;
  hint?: string;
}

/** A parameter of the draft D, its arguments' types forgotten. */
export type ParameterOf<D> =
  | Parameter<D, readonly Argument[]>
  | ParameterNotSupportedYet<D, readonly Argument[]>
  | ParameterWithoutEffect<readonly Argument[]>
  | RefusedParameter<readonly Argument[]>;
export type AnyParameter = ParameterOf<never>;

/** `defineKeyword`, for the parameters of one kind of draft: `parametersOf<Bind>()({ … })`. */
export function parametersOf<D>() {
  return <const A extends readonly Argument[]>(
    parameter: Parameter<D, A> | ParameterNotSupportedYet<D, A> | ParameterWithoutEffect<A> | RefusedParameter<A>,
  ): ParameterOf<D> => parameter;
}
