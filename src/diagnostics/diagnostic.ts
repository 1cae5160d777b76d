/** What configuration code reports. One run collects them all; nothing here throws. */
export type Severity = 'alert' | 'warning' | 'notice';

/**
 * A place in a configuration file. `line` and `column` are 1-based, `length` is at least 1; both count characters of the
 * source's byte string, so bytes, as HAProxy does. Line 0 is the file as a whole.
 */
export interface Span {
  file: string;
  line: number;
  column: number;
  length: number;
}

export interface Diagnostic extends Span {
  /** From the catalogue in codes.ts, e.g. 'unknown-keyword'. */
  code: string;
  severity: Severity;
  message: string;
  hint?: string;
  /** Of `unsupported-feature`: which one, so that they can be counted. */
  feature?: string;
}
