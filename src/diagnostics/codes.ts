/** An entry of the catalogue: what a code means and how to mend it, in sentences for docs/errors.md. */
interface CodeEntry {
  code: string;
  meaning: string;
  mend: string;
}

/**
 * Every code a diagnostic may carry, by the order in which a configuration is read. docs/errors.md says the same: a test
 * compares them, both ways.
 */
export const codes = [
  // files
  {
    code: 'missing-file',
    meaning: 'The configuration file does not exist.',
    mend: 'Check the path given to `-f`.',
  },
  {
    code: 'unreadable-file',
    meaning: 'The configuration file exists and cannot be read: no permission, a directory, a failing disk.',
    mend: 'Give the user that starts Headrace the right to read it.',
  },
  {
    code: 'file-too-large',
    meaning: 'The file is larger than 16 MiB or has more than 500,000 lines.',
    mend: 'Check that it is a configuration file; split it into several, each with its own `-f`.',
  },
  {
    code: 'stray-nul',
    meaning: 'The file has a NUL character, as binary files do and text files do not.',
    mend: 'Check that it is a configuration file in a single-byte encoding or UTF-8; remove the character.',
  },
  // lines
  {
    code: 'line-too-long',
    meaning: 'A line has more than 524,288 bytes or more than 1,024 words and quoted pieces.',
    mend: 'Check that its end is not missing.',
  },
  {
    code: 'missing-newline',
    meaning: 'The last line has no line end: the file may have been cut off while it was written.',
    mend: 'Check that the file is whole and end it with a newline.',
  },
  {
    code: 'text-after-carriage-return',
    meaning: 'A carriage return in the middle of a line ends it; the text behind it has no effect.',
    mend: 'Write lines that end in LF or CRLF; write a carriage return within a word as `\\r`.',
  },
  // words
  {
    code: 'unmatched-quote',
    meaning: 'A quote is opened and not closed on the same line.',
    mend: 'Close it, or write `\\"` or `\\\'` for a quote that is part of the word.',
  },
  {
    code: 'bad-escape',
    meaning: 'After `\\x` there are no two hexadecimal digits.',
    mend: 'Write two digits, or `\\\\x` for a backslash and an x.',
  },
  {
    code: 'bad-variable-name',
    meaning: 'A dollar sign in double quotes is not followed by the name of an environment variable.',
    mend: 'Names are letters, digits and `_` and begin with no digit. Write `\\$` for a dollar sign, or use single quotes.',
  },
  {
    code: 'unmatched-brace',
    meaning: 'The brace of an environment variable is not closed right after its name or its default.',
    mend: 'Write `${NAME}` or `${NAME-default}`.',
  },
  {
    code: 'bad-word-expansion',
    meaning: 'The name of an environment variable is followed by `[` and not by `[*]`.',
    mend: 'Write `${NAME[*]}` to make several words of its value.',
  },
  {
    code: 'nul-in-word',
    meaning: 'A word contains a NUL character, written `\\x00`; it ends there, as in HAProxy.',
    mend: 'Remove the character.',
  },
  {
    code: 'too-many-words',
    meaning: 'A line has more than 64 words.',
    mend: 'Split it: most keywords may be repeated on several lines.',
  },
] as const satisfies readonly CodeEntry[];

export type Code = (typeof codes)[number]['code'];
