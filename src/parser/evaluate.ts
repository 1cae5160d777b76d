import type { Diagnostic, Span } from '../diagnostics/diagnostic.js';
import type { Code } from '../diagnostics/codes.js';
import type { Line, Piece, Variable, Weak, WeakPart, Word } from './ast.js';
import { toBytes } from '../diagnostics/byte-string.js';
import { printWord } from './print.js';

/** A word as keywords see it: a byte string, quotes and escapes gone, variables replaced. */
export interface EvaluatedWord {
  value: string;
  /** Where the word is written, quotes included. */
  span: Span;
}

/**
 * Variables by name; an undefined one does not exist. Values are byte strings, like words. `.SECTION` is the current section's
 * name; `.FILE` and `.LINE` are taken from the line.
 */
export type Environment = Readonly<Record<string, string | undefined>>;

/** An environment that lines of the configuration change. */
export type MutableEnvironment = Record<string, string | undefined>;

/** The environment made of text, as `process.env` is. */
export function environmentOf(variables: Readonly<Record<string, string | undefined>>): Environment {
  const entries = Object.entries(variables).map(([name, value]) => [name, value === undefined ? value : toBytes(value)]);
  return Object.fromEntries(entries) as Environment;
}

/** HAProxy's MAX_LINE_ARGS. */
export const mostWords = 64;

/**
 * The words of a line as HAProxy 2.6 evaluates them.
 *
 * A line has at most one alert, its first fault, as in HAProxy; its words are then those before the fault, and it should not
 * be carried out. A word may be empty, and HAProxy skips a line whose first word is. A variable with `[*]` makes as many words
 * as its value has, all with the span of the word it stands in. Never throws.
 *
 * Source: configuration.txt, 2.2 and 2.3.
 */
export function evaluate(line: Line, environment: Environment): { words: EvaluatedWord[]; diagnostics: Diagnostic[] } {
  const words: EvaluatedWord[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const word of line.words) {
    const span: Span = { file: line.file, line: line.number, column: word.column, length: 0 };
    const only = word.pieces.length === 1 ? word.pieces[0]! : undefined;
    if (only?.type === 'unquoted' && !only.text.includes('\\')) {
      span.length = only.text.length;
      words.push({ value: only.text, span });
      continue;
    }
    span.length = printWord(word).length;
    const values = evaluateWord(word, line, environment);
    if (!Array.isArray(values)) {
      diagnostics.push(diagnosticOf(values, line));
      return { words, diagnostics };
    }
    for (const value of values) {
      const nul = value.indexOf('\0');
      if (nul !== -1) diagnostics.push(nulInWord(span));
      words.push({ value: nul === -1 ? value : value.slice(0, nul), span });
    }
  }
  const excess = words[mostWords];
  if (excess !== undefined) {
    const last = words[mostWords - 1]!.value;
    const message = `too many words, truncating after word ${mostWords}: <${last}>`;
    diagnostics.push({ code: 'too-many-words', severity: 'alert', ...excess.span, message });
    words.length = mostWords;
  }
  return { words, diagnostics };
}

/** What is wrong in a word, and where. */
interface Flaw {
  code: Code;
  column: number;
  length: number;
  message: string;
  hint?: string;
}

/** The value of a word, or its several values when a variable was split. */
function evaluateWord(word: Word, line: Line, environment: Environment): string[] | Flaw {
  const values = [''];
  for (const piece of word.pieces) {
    const flaw = evaluatePiece(piece, values, line, environment);
    if (flaw !== undefined) return flaw;
  }
  return values;
}

function evaluatePiece(piece: Piece, values: string[], line: Line, environment: Environment): Flaw | undefined {
  switch (piece.type) {
    case 'unquoted':
      return appendEscaped(values, piece.text, piece.column, unquotedEscape);
    case 'strong':
      append(values, piece.text);
      return piece.closed ? undefined : unmatchedQuote("'", piece.column);
    case 'weak':
      return evaluateWeak(piece, values, line, environment);
  }
}

function evaluateWeak(piece: Weak, values: string[], line: Line, environment: Environment): Flaw | undefined {
  for (const part of piece.parts) {
    const flaw = evaluateWeakPart(part, values, line, environment);
    if (flaw !== undefined) return flaw;
  }
  return piece.closed ? undefined : unmatchedQuote('"', piece.column);
}

function evaluateWeakPart(part: WeakPart, values: string[], line: Line, environment: Environment): Flaw | undefined {
  switch (part.type) {
    case 'text':
      return appendEscaped(values, part.text, part.column, weakEscape);
    case 'bad-variable':
      return badVariable(part.text, part.column);
    case 'variable': {
      const value = valueOf(part, line, environment);
      if (!part.split) append(values, value);
      else {
        const [first = '', ...others] = value.split(/[ \t\n\v\f\r]+/);
        append(values, first);
        values.push(...others);
      }
      return undefined;
    }
  }
}

function append(values: string[], text: string): void {
  values.push((values.pop() ?? '') + text);
}

function valueOf(variable: Variable, line: Line, environment: Environment): string {
  switch (variable.name) {
    case '.FILE':
      return toBytes(line.file);
    case '.LINE':
      return String(line.number);
    case '.SECTION':
      return environment['.SECTION'] ?? '';
  }
  const value = Object.hasOwn(environment, variable.name) ? environment[variable.name] : undefined;
  return value ?? variable.default ?? '';
}

/** A backslash and what it may stand before; before anything else it is a backslash. '$' is special in double quotes only. */
const unquotedEscape = /\\(?:x([0-9A-Fa-f]{2})?|[nrt \\'"#])/g;
const weakEscape = /\\(?:x([0-9A-Fa-f]{2})?|[nrt \\'"#$])/g;

function appendEscaped(values: string[], text: string, column: number, escape: RegExp): Flaw | undefined {
  if (!text.includes('\\')) {
    append(values, text);
    return undefined;
  }
  let flaw: Flaw | undefined;
  const value = text.replace(escape, (sequence: string, hex: string | undefined, offset: number) => {
    const letter = sequence[1]!;
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    if (letter === 'x') flaw ??= badHexadecimal(column + offset);
    return controlCharacters[letter] ?? letter;
  });
  append(values, value);
  return flaw;
}

const controlCharacters: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

function unmatchedQuote(quote: string, column: number): Flaw {
  return {
    code: 'unmatched-quote',
    column,
    length: 1,
    message: 'unmatched quote',
    hint: `close it with ${quote} on the same line`,
  };
}

function badHexadecimal(column: number): Flaw {
  return {
    code: 'bad-escape',
    column,
    length: 2,
    message: 'truncated or invalid hexadecimal sequence',
    hint: 'write two hexadecimal digits after \\x, or \\\\x for a backslash and an x',
  };
}

/** `text` goes from the '$' to the end of the line. */
function badVariable(text: string, column: number): Flaw {
  const [, opening = '', name = '', after = ''] =
    /^(\$\{?)([A-Za-z_][A-Za-z0-9_]*|\.(?:FILE|LINE|SECTION)(?![A-Za-z0-9_]))?([^]?)/.exec(text) ?? [];
  if (name === '') {
    return {
      code: 'bad-variable-name',
      column: column + opening.length,
      length: 1,
      message: 'forbidden first char in environment variable name',
      hint: "names are letters, digits and '_', and begin with no digit; for a dollar sign write \\$",
    };
  }
  if (after === '[' && !text.startsWith('[*]', opening.length + name.length)) {
    return {
      code: 'bad-word-expansion',
      column: column + opening.length + name.length,
      length: 1,
      message: 'truncated or invalid word expansion sequence',
      hint: `write \${${name}[*]}`,
    };
  }
  return {
    code: 'unmatched-brace',
    column: column + 1,
    length: 1,
    message: 'unmatched brace in environment variable name',
    hint: `write \${${name}} or \${${name}-default}`,
  };
}

function diagnosticOf(flaw: Flaw, line: Line): Diagnostic {
  return { severity: 'alert', file: line.file, line: line.number, ...flaw };
}

function nulInWord(span: Span): Diagnostic {
  return {
    code: 'nul-in-word',
    severity: 'warning',
    ...span,
    message: 'the word ends at its NUL character, what follows in it is ignored',
  };
}
