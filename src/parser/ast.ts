/**
 * The lossless syntax tree of a configuration file: every byte of it, with positions, without meaning.
 *
 * Plain data (JSON both ways). All strings are byte strings: one character per byte of the file (see source.ts). Columns are
 * 1-based and count bytes, as HAProxy's "position" does. What a node does not state is derived: `print` gives back its text.
 */
export interface Document {
  /** The file's name, as diagnostics print it. */
  name: string;
  /** Every line in order, the blank and the commented ones too. */
  lines: Line[];
}

/** One logical line: `indent word before word trailing #comment end`. A section's header is a line like any other. */
export interface Line {
  file: string;
  /** 1-based. */
  number: number;
  /** Blanks before the first word, the comment or the end. */
  indent: string;
  words: Word[];
  /** Blanks after the last word. */
  trailing: string;
  /** From '#' to the end of the line. */
  comment?: Positioned;
  /** From a carriage return that touches a word or stands within quotes: HAProxy reads a line up to there. */
  ignored?: Positioned;
  /** The whole text of a line that no parser should look at (too long, binary); it has been reported. No words then. */
  opaque?: string;
  /** '\n', '\r\n', or '' when the file ends without one. */
  end: string;
}

export interface Positioned {
  column: number;
  text: string;
}

/** Pieces that touch make one word: `a"b"'c'`. */
export interface Word {
  column: number;
  /** Blanks between the previous word and this one; '' for a line's first word. */
  before: string;
  pieces: Piece[];
}

export type Piece = Unquoted | Strong | Weak;

/** Bare text, with its escapes. */
export interface Unquoted {
  type: 'unquoted';
  column: number;
  text: string;
}

/** 'text': nothing in it is interpreted. */
export interface Strong {
  type: 'strong';
  column: number;
  text: string;
  /** False when the line ends before the closing quote does. */
  closed: boolean;
}

/** "text": escapes and environment variables are interpreted. */
export interface Weak {
  type: 'weak';
  column: number;
  parts: WeakPart[];
  closed: boolean;
}

export type WeakPart = WeakText | Variable | BadVariable;

/** Text between double quotes, with its escapes. */
export interface WeakText {
  type: 'text';
  column: number;
  text: string;
}

/** $NAME, ${NAME}, ${NAME-default}, ${NAME[*]}, ${NAME[*]-default}. */
export interface Variable {
  type: 'variable';
  column: number;
  name: string;
  braces: boolean;
  /** `[*]`: blanks in the value separate words. */
  split: boolean;
  /** Literal text, taken when the variable does not exist. */
  default?: string;
}

/** From a '$' that begins no variable to the end of the line: what follows cannot be told. */
export interface BadVariable {
  type: 'bad-variable';
  column: number;
  text: string;
}
