import type { Code } from './codes.js';
import type { Diagnostic, Severity, Span } from './diagnostic.js';

/**
 * Collects what a run has to say. Keeps the first `limit` of each severity, and of what is not supported yet, and counts the
 * rest, so that a hostile file costs bounded memory and no flood of others hides an alert.
 */
export class Diagnostics {
  readonly #kept: Diagnostic[] = [];
  readonly #limit: number;
  readonly #counts: Record<Severity | 'unsupported', number> = { alert: 0, warning: 0, notice: 0, unsupported: 0 };
  readonly #codes = new Set<string>();

  constructor(limit = 1000) {
    this.#limit = limit;
  }

  alert(code: Code, span: Span, message: string, hint?: string): void {
    this.#report('alert', code, span, message, hint);
  }

  warning(code: Code, span: Span, message: string, hint?: string): void {
    this.#report('warning', code, span, message, hint);
  }

  /** What is valid and not there yet: an alert, since ignoring it would change what the traffic gets. */
  unsupported(feature: string, span: Span, message: string): void {
    const { file, line, column, length } = span;
    this.add({ code: 'unsupported-feature', severity: 'alert', file, line, column, length, message, feature });
  }

  notice(code: Code, span: Span, message: string, hint?: string): void {
    this.#report('notice', code, span, message, hint);
  }

  add(...diagnostics: readonly Diagnostic[]): void {
    for (const diagnostic of diagnostics) {
      const before = this.#counts[diagnostic.feature === undefined ? diagnostic.severity : 'unsupported']++;
      this.#codes.add(diagnostic.code);
      if (before < this.#limit) this.#kept.push(diagnostic);
    }
  }

  /** Those kept, in the order they were reported. */
  get list(): readonly Diagnostic[] {
    return this.#kept;
  }

  /** How many were reported beyond those kept. */
  get dropped(): number {
    return this.count('alert') + this.count('warning') + this.count('notice') - this.#kept.length;
  }

  get hasAlerts(): boolean {
    return this.count('alert') > 0;
  }

  /** How many of a severity were reported, the dropped ones too. */
  count(severity: Severity): number {
    return this.#counts[severity] + (severity === 'alert' ? this.#counts.unsupported : 0);
  }

  /** Whether a code was reported at all. */
  has(code: Code): boolean {
    return this.#codes.has(code);
  }

  #report(severity: Severity, code: Code, { file, line, column, length }: Span, message: string, hint?: string): void {
    this.add({ code, severity, file, line, column, length, message, ...(hint === undefined ? {} : { hint }) });
  }
}
