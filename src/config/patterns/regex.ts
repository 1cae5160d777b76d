/**
 * Regular expressions of PCRE, translated to JavaScript's over byte strings. What JavaScript has no means for is refused,
 * with its position, when the configuration is read.
 *
 * `.` matches anything but a line feed, `$` also before a last one, `\s`, `\w`, `\d` and POSIX classes are ASCII, as in PCRE's
 * default locale.
 */
export type TranslatedRegex = { source: string; flags: string } | { fault: string; offset: number };

/** Never throws. */
export function translateRegex(pattern: string, ignoreCase: boolean): TranslatedRegex {
  const translator = new Translator(pattern, ignoreCase);
  return translator.run();
}

const posixClasses: Readonly<Record<string, string>> = {
  alpha: 'A-Za-z',
  digit: '0-9',
  alnum: 'A-Za-z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: '\\t-\\r ',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`{-~',
  xdigit: '0-9A-Fa-f',
  word: 'A-Za-z0-9_',
  print: ' -~',
  graph: '!-~',
  cntrl: '\\x00-\\x1f\\x7f',
  ascii: '\\x00-\\x7f',
};

/** Escapes whose JavaScript is not the same text. */
const escapes: Readonly<Record<string, string>> = {
  a: '\\x07',
  e: '\\x1b',
  A: '(?<![^])',
  z: '(?![^])',
  Z: '(?=\\n?(?![^]))',
  h: '[ \\t\\xa0]',
  H: '[^ \\t\\xa0]',
  R: '(?:\\r\\n|[\\n-\\r\\x85])',
  N: '[^\\n]',
  s: '[\\t-\\r ]',
  S: '[^\\t-\\r ]',
  V: '[^\\n-\\r\\x85]',
  v: '[\\n-\\r\\x85]',
};

const unsupportedEscapes: Readonly<Record<string, string>> = {
  G: 'the start of matching',
  K: 'resetting the start of the match',
  X: 'grapheme clusters',
  C: 'single code units',
  p: 'Unicode properties',
  P: 'Unicode properties',
};

class Translator {
  #at = 0;
  #source = '';
  /** Number of capturing groups opened so far, by name. */
  readonly #names = new Map<string, number>();
  #groups = 0;
  #ignoreCase: boolean;
  #dotAll = false;
  #multiline = false;
  #extended = false;

  constructor(
    readonly pattern: string,
    ignoreCase: boolean,
  ) {
    this.#ignoreCase = ignoreCase;
  }

  run(): TranslatedRegex {
    const fault = this.#leadingOptions() ?? this.#body();
    if (fault !== undefined) return fault;
    const flags = (this.#ignoreCase ? 'i' : '') + (this.#multiline ? 'm' : '');
    try {
      new RegExp(this.#source, flags);
    } catch (error) {
      const reason = (error as Error).message.replace(/^Invalid regular expression: .*: /, '').toLowerCase();
      return { fault: reason === 'unterminated group' ? 'missing closing parenthesis' : reason, offset: this.pattern.length };
    }
    return { source: this.#source, flags };
  }

  #refuse(what: string, offset = this.#at): TranslatedRegex {
    return { fault: `${what} cannot be translated to JavaScript's regular expressions`, offset };
  }

  /** `(?i)` and its like hold for all of the expression when they come first. */
  #leadingOptions(): TranslatedRegex | undefined {
    for (;;) {
      const found = /^\(\?([imsxU]*)(?:-[imsxU]+)?\)/.exec(this.pattern.slice(this.#at));
      if (found === null) return undefined;
      const letters = found[1]!;
      if (letters.includes('U')) return this.#refuse('inverted greediness');
      if (letters.includes('i')) this.#ignoreCase = true;
      if (letters.includes('s')) this.#dotAll = true;
      if (letters.includes('m')) this.#multiline = true;
      if (letters.includes('x')) this.#extended = true;
      this.#at += found[0].length;
    }
  }

  #body(): TranslatedRegex | undefined {
    const { pattern } = this;
    while (this.#at < pattern.length) {
      const fault = this.#next(pattern[this.#at]!);
      if (fault !== undefined) return fault;
    }
    return undefined;
  }

  #next(letter: string): TranslatedRegex | undefined {
    switch (letter) {
      case '\\':
        return this.#escape(false);
      case '[':
        return this.#class();
      case '(':
        return this.#group();
      case '.':
        return this.#put(this.#dotAll ? '[^]' : '[^\\n]', 1);
      case '$':
        return this.#put(this.#multiline ? '$' : '(?=\\n?(?![^]))', 1);
      case '*':
      case '+':
      case '?':
        return this.#quantifier(letter);
      case '{': {
        const count = /^\{\d+(?:,\d*)?\}/.exec(this.pattern.slice(this.#at))?.[0];
        return count === undefined ? this.#put('\\{', 1) : this.#quantifier(count);
      }
      case '}':
      case ']':
        return this.#put(`\\${letter}`, 1);
      case '#':
        if (!this.#extended) return this.#put('#', 1);
        this.#at += /^[^\n]*/.exec(this.pattern.slice(this.#at))![0].length;
        return undefined;
      case '/':
        return this.#put('\\/', 1);
      default:
        return this.#put(this.#extended && /\s/.test(letter) ? '' : letter, 1);
    }
  }

  #put(text: string, length: number): TranslatedRegex | undefined {
    this.#source += text;
    this.#at += length;
    return undefined;
  }

  #quantifier(text: string): TranslatedRegex | undefined {
    const after = this.#at + text.length;
    if (this.pattern[after] === '+') return this.#refuse('a possessive quantifier', after);
    return this.#put(text, text.length);
  }

  /** `inClass`: between brackets, where few escapes mean something. */
  #escape(inClass: boolean): TranslatedRegex | undefined {
    const rest = this.pattern.slice(this.#at + 1);
    const letter = rest[0];
    if (letter === undefined) return { fault: '\\ at end of pattern', offset: this.pattern.length };
    if (letter === 'Q') {
      const end = rest.indexOf('\\E');
      const literal = rest.slice(1, end < 0 ? undefined : end);
      return this.#put(literal.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'), literal.length + (end < 0 ? 2 : 4));
    }
    if (letter === 'E') return this.#put('', 2);
    const hex = /^x(?:\{([0-9A-Fa-f]{1,2})\}|([0-9A-Fa-f]{0,2}))/.exec(rest);
    if (hex !== null) return this.#put(`\\x${(hex[1] ?? hex[2] ?? '').padStart(2, '0')}`, hex[0].length + 1);
    const octal = /^(?:0[0-7]{0,2}|o\{([0-7]+)\})/.exec(rest);
    if (octal !== null) {
      const value = Number.parseInt(octal[1] ?? octal[0], 8) & 0xff;
      return this.#put(`\\x${value.toString(16).padStart(2, '0')}`, octal[0].length + 1);
    }
    const control = /^c([ -~])/.exec(rest);
    if (control !== null) {
      const code = control[1]!.toUpperCase().charCodeAt(0) ^ 64;
      return this.#put(`\\x${code.toString(16).padStart(2, '0')}`, 3);
    }
    if (inClass) return this.#classEscape(letter);
    const refused = unsupportedEscapes[letter];
    if (refused !== undefined) return this.#refuse(refused);
    const named = /^(?:k[<{']|g\{?)([A-Za-z_]\w*)[>}']?/.exec(rest);
    if (named !== null) return this.#reference(this.#names.get(named[1]!), named[0].length + 1);
    const relative = /^g\{?(-?\d+)\}?/.exec(rest);
    if (relative !== null) {
      const number = Number(relative[1]);
      return this.#reference(number < 0 ? this.#groups + 1 + number : number, relative[0].length + 1);
    }
    const translated = escapes[letter];
    if (translated !== undefined) return this.#put(translated, 2);
    if (/[A-Za-z0-9]/.test(letter)) return this.#put(/[nrtfdDwWbB1-9]/.test(letter) ? `\\${letter}` : letter, 2);
    return this.#put(`\\${letter}`.replace(/^\\([^\\^$.*+?()[\]{}|/-])$/, '$1'), 2);
  }

  #classEscape(letter: string): TranslatedRegex | undefined {
    if (letter === 's') return this.#put('\\t-\\r ', 2);
    if (letter === 'h') return this.#put(' \\t\\xa0', 2);
    if (letter === 'b') return this.#put('\\x08', 2);
    if (letter === 'a') return this.#put('\\x07', 2);
    if (letter === 'e') return this.#put('\\x1b', 2);
    if (/[SHVvRNpPX]/.test(letter)) return this.#refuse(`\\${letter} between brackets`);
    return this.#put(/[A-Za-z0-9]/.test(letter) && !/[nrtfdDwW]/.test(letter) ? letter : `\\${letter}`, 2);
  }

  #reference(group: number | undefined, length: number): TranslatedRegex | undefined {
    if (group === undefined || group < 1) return { fault: 'reference to non-existent subpattern', offset: this.#at };
    return this.#put(`(?:\\${group})`, length);
  }

  #class(): TranslatedRegex | undefined {
    const start = this.#at;
    this.#put('[', 1);
    if (this.pattern[this.#at] === '^') this.#put('^', 1);
    if (this.pattern[this.#at] === ']') this.#put('\\]', 1);
    while (this.#at < this.pattern.length) {
      const letter = this.pattern[this.#at]!;
      if (letter === ']') return this.#put(']', 1);
      if (letter === '\\') {
        const fault = this.#escape(true);
        if (fault !== undefined) return fault;
        continue;
      }
      const posix = /^\[:(\^?)(\w+):\]/.exec(this.pattern.slice(this.#at));
      if (posix !== null) {
        const members = posixClasses[posix[2]!];
        if (members === undefined) return { fault: 'unknown POSIX class name', offset: this.#at };
        if (posix[1] === '^') return this.#refuse('a negated POSIX class');
        this.#put(members, posix[0].length);
        continue;
      }
      this.#put(letter === '[' ? '\\[' : letter, 1);
    }
    return { fault: 'missing terminating ] for character class', offset: start };
  }

  #group(): TranslatedRegex | undefined {
    const rest = this.pattern.slice(this.#at);
    if (!/^\((?:\?|\*[A-Z])/.test(rest)) {
      this.#groups += 1;
      return this.#put('(', 1);
    }
    const comment = /^\(\?#[^)]*\)/.exec(rest);
    if (comment !== null) return this.#put('', comment[0].length);
    const plain = /^\(\?(?:[:=!]|<[=!])/.exec(rest);
    if (plain !== null) return this.#put(plain[0], plain[0].length);
    const named = /^\(\?(?:P?<([A-Za-z_]\w*)>|'([A-Za-z_]\w*)')/.exec(rest);
    if (named !== null) {
      this.#groups += 1;
      this.#names.set((named[1] ?? named[2])!, this.#groups);
      return this.#put('(', named[0].length);
    }
    const byName = /^\(\?P=([A-Za-z_]\w*)\)/.exec(rest);
    if (byName !== null) return this.#reference(this.#names.get(byName[1]!), byName[0].length);
    if (rest.startsWith('(?>')) {
      // An atomic group: what a lookahead has found is not given back.
      return this.#refuse('an atomic group');
    }
    if (rest.startsWith('(?|')) return this.#refuse('a group that resets numbers');
    if (rest.startsWith('(?(')) return this.#refuse('a conditional group');
    if (/^\(\?(?:R|&|P>|[+-]?\d)/.test(rest)) return this.#refuse('recursion');
    if (/^\(\?[imsxU-]+[):]/.test(rest)) return this.#refuse('an option in the middle');
    if (rest.startsWith('(*')) return this.#refuse('a verb');
    return { fault: 'unrecognized character after (? or (?-', offset: this.#at + 2 };
  }
}
