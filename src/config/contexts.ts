/**
 * What keywords and argument types see of the configuration while it is read: places to report at, and the contexts of lines and
 * of their parameters. Classes, because a large file asks for hundreds of thousands of them.
 */
import type { Code } from '../diagnostics/codes.js';
import type { Span } from '../diagnostics/diagnostic.js';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import type { MutableEnvironment } from '../parser/evaluate.js';
import { features, type Feature } from './features.js';
import type { ArgumentWords, Context, ParameterContext, ParameterWords, Place, Word } from './registry.js';
import type { GlobalSection, ProxySection } from './sections.js';
import type { System } from './system.js';

/** Where reports go and what reading may ask of the machine. */
export interface Surroundings {
  system: System;
  diagnostics: Diagnostics;
  environment: MutableEnvironment;
}

/** What the lines of a configuration share while they are read. */
export interface Reading extends Surroundings {
  global: GlobalSection;
  /** So far. */
  proxies: readonly ProxySection[];
}

export class ReportingPlace<S extends Surroundings = Surroundings> implements Place {
  readonly span: Span;
  protected readonly surroundings: S;

  constructor(surroundings: S, span: Span) {
    this.surroundings = surroundings;
    this.span = span;
  }

  get system(): System {
    return this.surroundings.system;
  }

  variable(name: string): string | undefined {
    return this.surroundings.environment[name];
  }

  alert(code: Code, message: string, hint?: string): void {
    this.surroundings.diagnostics.alert(code, this.span, message, hint);
  }

  warning(code: Code, message: string, hint?: string): void {
    this.surroundings.diagnostics.warning(code, this.span, message, hint);
  }

  unsupported(feature: Feature, what: string): void {
    this.surroundings.diagnostics.unsupported(feature, this.span, `not supported yet: ${features[feature]} (${what})`);
  }
}

/** A place where nothing is said about what is not supported yet. */
class QuietPlace<S extends Surroundings> extends ReportingPlace<S> {
  override unsupported(): void {
    // Who asked for this place says it, once.
  }
}

/** Of a line. `read`: undefined when nobody has read its words. */
export class LineContext extends ReportingPlace<Reading> implements Context {
  readonly rest: readonly Word[];
  protected readonly read: ArgumentWords | undefined;

  constructor(reading: Reading, span: Span, rest: readonly Word[], read?: ArgumentWords) {
    super(reading, span);
    this.rest = rest;
    this.read = read;
  }

  get global(): GlobalSection {
    return this.surroundings.global;
  }

  get proxies(): readonly ProxySection[] {
    return this.surroundings.proxies;
  }

  get environment(): MutableEnvironment {
    return this.surroundings.environment;
  }

  spanOf(argument: string): Span {
    return this.read?.wordOf(argument)?.span ?? this.span;
  }

  wordOf(argument: string): string {
    return this.read?.wordOf(argument)?.value ?? '';
  }

  bytesOf(argument: string): string {
    return this.read?.wordOf(argument)?.bytes ?? '';
  }

  at(span: Span): Place {
    return new ReportingPlace(this.surroundings, span);
  }

  ofParameter(parameter: ParameterWords): ParameterContext {
    return new OwnContext(this.surroundings, parameter);
  }

  quiet(): Context {
    return new QuietContext(this.surroundings, this.span, this.rest, this.read);
  }
}

class QuietContext extends LineContext {
  override unsupported(): void {
    // Who asked for this context says it, once.
  }

  override at(span: Span): Place {
    return new QuietPlace(this.surroundings, span);
  }
}

/** Of a parameter of a line. */
class OwnContext extends LineContext implements ParameterContext {
  readonly word: string;
  readonly section: ParameterContext['section'];

  constructor(reading: Reading, { word, read, rest, section }: ParameterWords) {
    super(reading, word.span, rest, read);
    this.word = word.value;
    this.section = section;
  }
}
