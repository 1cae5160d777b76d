/**
 * The syntax tree of a log-format string: every byte of it, without meaning. Offsets are from 0, within the word that was
 * parsed, its quotes and escapes gone. `printLogFormat` gives the text back.
 */
export interface LogFormatNode {
  items: LogFormatItem[];
}

export type LogFormatItem =
  | { type: 'text'; offset: number; text: string }
  /** Spaces; the line gets one for them all. */
  | { type: 'blank'; offset: number; text: string }
  /** `%%` */
  | { type: 'percent'; offset: number }
  /** A `%` before a character that begins nothing: it is left out, the character stays. */
  | { type: 'stray'; offset: number }
  | LogFormatVariable;

/** `%(name){flags}alias` or `%(name){flags}[expression]`. */
export interface LogFormatVariable {
  type: 'alias' | 'expression';
  offset: number;
  /** Without its parentheses: `name` or `name:type`. */
  label?: string;
  /** Without their braces. */
  flags?: string;
  /** The alias, or the expression without its brackets. */
  text: string;
  /** Of `text`. */
  textOffset: number;
}
