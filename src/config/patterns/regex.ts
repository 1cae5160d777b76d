/**
 * Regular expressions of PCRE, translated to JavaScript's over byte strings. What JavaScript has no means for is refused,
 * with its position, when the configuration is read.
 *
 * Options (`(?i)`, `-i`) are worked into the text, since they may change within it: letters become classes, `.`, `^` and `$`
 * what they mean at their place. Atomic groups and possessive quantifiers are lookaheads, which give nothing back, and a
 * reference to what these have found; groups have names then, `g1` for the first, since there are more than PCRE counts.
 */
import { escapedClass, fold, include, negate, noBytes, posixClass, printByte, printSet, type ByteSet } from './regex-bytes.js';

/** `named`: groups are called `g1`, `g2`, …; otherwise they have PCRE's numbers. */
export interface TranslatedRegex {
  source: string;
  flags: string;
  named?: true;
}
export interface RegexFault {
  fault: string;
  offset: number;
}

/** Never throws. */
export function translateRegex(pattern: string, ignoreCase: boolean): TranslatedRegex | RegexFault {
  return new Translator(pattern, ignoreCase).run();
}

interface Options {
  ignoreCase: boolean;
  dotAll: boolean;
  multiline: boolean;
  extended: boolean;
  ungreedy: boolean;
}

/** JavaScript as it is, or a group whose spelling depends on whether groups have names. */
type Piece = string | { open: string } | { reference: string };

interface Group {
  /** In `#pieces`, where the group begins. */
  start: number;
  options: Options;
  close: readonly Piece[];
}

const startOfText = '(?<![^])';
const endOfText = '(?![^])';
const startOfLine = `(?:${startOfText}|(?<=\\n)(?=[^]))`;
const lastLineEnd = `(?=\\n?${endOfText})`;
const endOfLine = `(?=\\n|${endOfText})`;

const assertions: Readonly<Record<string, string>> = { A: startOfText, z: endOfText, Z: lastLineEnd, b: '\\b', B: '\\B' };
const controls: Readonly<Record<string, number>> = { a: 7, e: 27, f: 12, n: 10, r: 13, t: 9 };
const refused: Readonly<Record<string, string>> = {
  G: 'the start of matching',
  K: 'resetting the start of the match',
  X: 'grapheme clusters',
  p: 'Unicode properties',
  P: 'Unicode properties',
};
const optionLetters: Readonly<Record<string, keyof Options>> = {
  i: 'ignoreCase',
  s: 'dotAll',
  m: 'multiline',
  x: 'extended',
  U: 'ungreedy',
};

/** Capturing groups of an expression: what is escaped, quoted or in a class opens none. */
const openings = /\\Q[^]*?(?:\\E|$)|\\[^]|\[\^?\]?(?:\\[^]|\[:\^?\w+:\]|[^\]])*\]|\((?:(?![?*])|\?(?:P?<[A-Za-z_]|'))/g;
const groupsIn = (pattern: string): number => [...pattern.matchAll(openings)].filter(([found]) => found.startsWith('(')).length;

class Translator {
  #at = 0;
  readonly #pieces: Piece[] = [];
  /** Where the last atom begins in `#pieces`; undefined: there is nothing to repeat. */
  #atom: number | undefined;
  #groups = 0;
  #helpers = 0;
  readonly #names = new Map<string, number>();
  readonly #open: Group[] = [];
  /** Numbers of the groups that are complete. */
  readonly #complete = new Set<number>();
  #options: Options;
  readonly #total: number;

  constructor(
    readonly pattern: string,
    ignoreCase: boolean,
  ) {
    this.#options = { ignoreCase, dotAll: false, multiline: false, extended: false, ungreedy: false };
    this.#total = groupsIn(pattern);
  }

  run(): TranslatedRegex | RegexFault {
    while (this.#at < this.pattern.length) {
      const fault = this.#next(this.pattern[this.#at]!);
      if (fault !== undefined) return fault;
    }
    if (this.#open.length > 0) return { fault: 'missing closing parenthesis', offset: this.pattern.length };
    const named = this.#helpers > 0;
    const source = this.#pieces.map((piece) => print(piece, named)).join('');
    try {
      new RegExp(source);
    } catch (error) {
      return { fault: (error as Error).message.replace(/^Invalid regular expression: .*: /, '').toLowerCase(), offset: 0 };
    }
    return { source: source === '' ? '(?:)' : source, flags: '', ...(named && { named }) };
  }

  #refuse(what: string, offset = this.#at): RegexFault {
    return { fault: `${what} cannot be translated to JavaScript's regular expressions`, offset };
  }

  #rest(): string {
    return this.pattern.slice(this.#at);
  }

  /** Something that may be repeated. */
  #put(piece: Piece, length: number): RegexFault | undefined {
    this.#atom = this.#pieces.length;
    this.#pieces.push(piece);
    this.#at += length;
    return undefined;
  }

  /** Something that nobody repeats. */
  #assert(text: string, length: number): RegexFault | undefined {
    this.#atom = undefined;
    this.#pieces.push(text);
    this.#at += length;
    return undefined;
  }

  #byte(byte: number, length: number): RegexFault | undefined {
    const letter = this.#options.ignoreCase && /[A-Za-z]/.test(String.fromCharCode(byte));
    if (!letter) return this.#put(printByte(byte), length);
    const set = noBytes();
    set[byte] = true;
    fold(set);
    return this.#put(printSet(set), length);
  }

  #next(letter: string): RegexFault | undefined {
    switch (letter) {
      case '\\':
        return this.#escape();
      case '[':
        return this.#class();
      case '(':
        return this.#group();
      case ')':
        return this.#close();
      case '|':
        return this.#assert('|', 1);
      case '.':
        return this.#put(this.#options.dotAll ? '[^]' : '[^\\n]', 1);
      case '^':
        return this.#assert(this.#options.multiline ? startOfLine : '^', 1);
      case '$':
        return this.#assert(this.#options.multiline ? endOfLine : lastLineEnd, 1);
      case '*':
      case '+':
      case '?':
        return this.#quantifier(letter);
      case '{': {
        const count = /^\{\d+(?:,\d*)?\}/.exec(this.#rest())?.[0];
        return count === undefined ? this.#byte(0x7b, 1) : this.#quantifier(count);
      }
      default:
        if (this.#options.extended && /\s/.test(letter)) return this.#skip(1);
        if (this.#options.extended && letter === '#') return this.#skip(/^[^\n]*/.exec(this.#rest())![0].length);
        return this.#byte(letter.charCodeAt(0), 1);
    }
  }

  #skip(length: number): RegexFault | undefined {
    this.#at += length;
    return undefined;
  }

  #quantifier(text: string): RegexFault | undefined {
    const atom = this.#atom;
    if (atom === undefined) return { fault: 'quantifier does not follow a repeatable item', offset: this.#at };
    const [low = '0', high = low] = text.match(/\d+/g) ?? [];
    if (Math.max(Number(low), Number(high)) > 65_535) return { fault: 'number too big in {} quantifier', offset: this.#at };
    if (Number(low) > Number(high)) return { fault: 'numbers out of order in {} quantifier', offset: this.#at };
    this.#at += text.length;
    const after = this.pattern[this.#at];
    if (after === '+') {
      this.#at += 1;
      const [before, behind] = this.#atomic();
      this.#pieces.splice(atom, 0, ...before);
      this.#pieces.push(text, ...behind);
    } else {
      const lazy = (after === '?') !== this.#options.ungreedy;
      if (after === '?') this.#at += 1;
      this.#pieces.push(lazy ? `${text}?` : text);
    }
    this.#atom = undefined;
    return undefined;
  }

  /** What stands before and behind something that gives nothing back. */
  #atomic(): [Piece[], Piece[]] {
    this.#helpers += 1;
    const name = `a${this.#helpers}`;
    return [
      ['(?:(?=', { open: name }],
      ['))', { reference: name }, ')'],
    ];
  }

  #escape(): RegexFault | undefined {
    const rest = this.pattern.slice(this.#at + 1);
    const letter = rest[0];
    if (letter === undefined) return { fault: '\\ at end of pattern', offset: this.pattern.length };
    if (letter === 'Q') return this.#quote(rest);
    if (letter === 'E') return this.#skip(2);
    const known = refused[letter];
    if (known !== undefined) return this.#refuse(known);
    const reference = this.#referenceIn(rest);
    if (reference !== undefined) return reference === 'done' ? undefined : reference;
    const byte = this.#escapedByte(rest);
    if (typeof byte === 'object') return 'fault' in byte ? byte : this.#byte(byte.byte, byte.length);
    const assertion = assertions[letter];
    if (assertion !== undefined) return this.#assert(assertion, 2);
    if (letter === 'C') return this.#put('[^]', 2);
    if (letter === 'R') {
      const [before, behind] = this.#atomic();
      const start = this.#pieces.length;
      this.#pieces.push(...before, '\\r\\n|[\\n-\\r\\x85]', ...behind);
      this.#atom = start;
      return this.#skip(2);
    }
    const set = escapedClass(letter);
    if (set !== undefined) return this.#put(printSet(set), 2);
    return { fault: 'unrecognized character follows \\', offset: this.#at + 2 };
  }

  /** `\Q…\E` */
  #quote(rest: string): RegexFault | undefined {
    const end = rest.indexOf('\\E');
    for (const letter of rest.slice(1, end < 0 ? undefined : end)) this.#byte(letter.charCodeAt(0), 0);
    this.#at += end < 0 ? rest.length + 1 : end + 3;
    return undefined;
  }

  /** A byte that is escaped, in a class or outside; undefined: it is something else. */
  #escapedByte(rest: string): { byte: number; length: number } | RegexFault | undefined {
    const letter = rest[0]!;
    const hex = /^x(?:\{([0-9A-Fa-f]+)\}|([0-9A-Fa-f]{0,2}))/.exec(rest);
    const octal = /^(?:o\{([0-7]+)\}|([0-7]{1,3}))/.exec(rest);
    const found = hex ?? octal;
    if (found !== null) {
      const byte = Number.parseInt(found[1] ?? (found[2] === '' ? '0' : (found[2] ?? '0')), hex === null ? 8 : 16);
      if (byte > 255) return { fault: 'character code point value in \\x{} or \\o{} is too large', offset: this.#at };
      return { byte, length: found[0].length + 1 };
    }
    const control = /^c([ -~])/.exec(rest);
    if (control !== null) return { byte: control[1]!.toUpperCase().charCodeAt(0) ^ 64, length: 3 };
    const known = controls[letter];
    if (known !== undefined) return { byte: known, length: 2 };
    return /[A-Za-z0-9]/.test(letter) ? undefined : { byte: letter.charCodeAt(0), length: 2 };
  }

  /** `\1`, `\g{-1}`, `\k<name>`. undefined: no reference. */
  #referenceIn(rest: string): RegexFault | 'done' | undefined {
    const named = /^(?:k(?:<(\w+)>|'(\w+)'|\{(\w+)\})|g\{([A-Za-z_]\w*)\})/.exec(rest);
    if (named !== null) {
      const group = this.#names.get((named[1] ?? named[2] ?? named[3] ?? named[4])!);
      return this.#reference(group ?? 0, named[0].length + 1) ?? 'done';
    }
    const numbered = /^g(?:\{([+-]?\d+)\}|([+-]?\d+))/.exec(rest);
    if (numbered !== null) {
      const text = (numbered[1] ?? numbered[2])!;
      const group = text.startsWith('-') ? this.#groups + 1 + Number(text) : Number(text);
      return this.#reference(group, numbered[0].length + 1) ?? 'done';
    }
    const digits = /^[1-9]\d*/.exec(rest)?.[0];
    // From 10 on it may be a byte in octal digits.
    if (digits === undefined || (Number(digits) > 9 && Number(digits) > this.#total)) return undefined;
    return this.#reference(Number(digits), digits.length + 1) ?? 'done';
  }

  #reference(group: number, length: number): RegexFault | undefined {
    if (group < 1 || group > this.#total) return { fault: 'reference to non-existent subpattern', offset: this.#at + length };
    // Before its end a group has matched nothing, which fails in PCRE and succeeds in JavaScript.
    if (!this.#complete.has(group)) return this.#refuse('a reference to a group that is not complete');
    if (this.#options.ignoreCase) return this.#refuse('a reference whatever the case');
    return this.#put({ reference: `g${group}` }, length);
  }

  #class(): RegexFault | undefined {
    const start = this.#at;
    const negated = this.pattern[start + 1] === '^';
    this.#at += negated ? 2 : 1;
    const set = noBytes();
    let first = true;
    while (this.#at < this.pattern.length) {
      if (this.pattern[this.#at] === ']' && !first) {
        this.#at += 1;
        if (this.#options.ignoreCase) fold(set);
        return this.#put(printSet(negated ? negate(set) : set), 0);
      }
      first = false;
      const fault = this.#member(set);
      if (fault !== undefined) return fault;
    }
    return { fault: 'missing terminating ] for character class', offset: this.pattern.length };
  }

  /** A byte, a range or a set within a class. */
  #member(set: ByteSet): RegexFault | undefined {
    const low = this.#single();
    if ('fault' in low) return low;
    if ('set' in low) {
      include(set, low.set);
      if (/^-[^\]]/.test(this.#rest())) return { fault: 'invalid range in character class', offset: this.#at };
      return undefined;
    }
    if (!/^-[^\]]/.test(this.#rest())) {
      set[low.byte] = true;
      return undefined;
    }
    const at = this.#at;
    this.#at += 1;
    const high = this.#single();
    if ('fault' in high) return high;
    if ('set' in high) return { fault: 'invalid range in character class', offset: at };
    if (high.byte < low.byte) return { fault: 'range out of order in character class', offset: this.#at - 1 };
    for (let byte = low.byte; byte <= high.byte; byte++) set[byte] = true;
    return undefined;
  }

  #single(): { byte: number } | { set: ByteSet } | RegexFault {
    const rest = this.#rest();
    const posix = /^\[:(\^?)(\w*):\]/.exec(rest);
    if (posix !== null) {
      const known = posixClass(posix[2]!);
      if (known === undefined) return { fault: 'unknown POSIX class name', offset: this.#at };
      this.#at += posix[0].length;
      return { set: posix[1] === '^' ? negate(known) : known };
    }
    if (!rest.startsWith('\\')) {
      this.#at += 1;
      return { byte: rest.charCodeAt(0) };
    }
    const letter = rest[1];
    if (letter === undefined) return { fault: '\\ at end of pattern', offset: this.pattern.length };
    if (letter === 'Q' || letter === 'E') return this.#quotedMembers(rest);
    if (letter === 'b') {
      this.#at += 2;
      return { byte: 8 };
    }
    const byte = this.#escapedByte(rest.slice(1));
    if (byte !== undefined) {
      if (!('fault' in byte)) this.#at += byte.length;
      return byte;
    }
    const known = letter === 'N' ? undefined : escapedClass(letter);
    if (known !== undefined) {
      this.#at += 2;
      return { set: known };
    }
    const why = refused[letter];
    return why !== undefined && /[pP]/.test(letter)
      ? this.#refuse(why)
      : { fault: 'escape sequence is invalid in character class', offset: this.#at + 2 };
  }

  #quotedMembers(rest: string): { set: ByteSet } {
    const [whole = '', inside = ''] = rest.startsWith('\\E') ? ['\\E'] : (/^\\Q([^]*?)(?:\\E|$)/.exec(rest) ?? []);
    const set = noBytes();
    for (const letter of inside) set[letter.charCodeAt(0)] = true;
    this.#at += whole.length;
    return { set };
  }

  #group(): RegexFault | undefined {
    const rest = this.#rest();
    const comment = /^\(\?#[^)]*\)/.exec(rest);
    if (comment !== null) return this.#skip(comment[0].length);
    const named = /^\(\?(?:P?<([A-Za-z_]\w*)>|'([A-Za-z_]\w*)')/.exec(rest);
    if (named !== null || !/^\((?:\?|\*[A-Za-z])/.test(rest)) {
      this.#groups += 1;
      const name = named?.[1] ?? named?.[2];
      if (name !== undefined) this.#names.set(name, this.#groups);
      return this.#begin([{ open: `g${this.#groups}` }], named?.[0].length ?? 1);
    }
    const plain = /^\(\?(?:[:=!]|<[=!])/.exec(rest);
    if (plain !== null) return this.#begin([plain[0]], plain[0].length);
    if (rest.startsWith('(?>')) {
      const [before, behind] = this.#atomic();
      return this.#begin(before, 3, behind);
    }
    const options = /^\(\?(\^?)([imsxnUJ]*)(?:-([imsxnUJ]*))?([):])/.exec(rest);
    if (options !== null) return this.#setOptions(options);
    const byName = /^\(\?P=([A-Za-z_]\w*)\)/.exec(rest);
    if (byName !== null) return this.#reference(this.#names.get(byName[1]!) ?? 0, byName[0].length);
    if (rest.startsWith('(?|')) return this.#refuse('a group that resets numbers');
    if (rest.startsWith('(?(')) return this.#refuse('a conditional group');
    if (/^\(\?(?:R|&|P>|[+-]?\d)/.test(rest)) return this.#refuse('recursion');
    if (rest.startsWith('(?C')) return this.#refuse('a callout');
    if (rest.startsWith('(*')) return this.#refuse('a verb');
    return { fault: 'unrecognized character after (? or (?-', offset: this.#at + 2 };
  }

  #begin(pieces: readonly Piece[], length: number, close: readonly Piece[] = [')']): RegexFault | undefined {
    this.#open.push({ start: this.#pieces.length, options: this.#options, close });
    this.#pieces.push(...pieces);
    this.#atom = undefined;
    this.#at += length;
    return undefined;
  }

  /** `(?i)` holds to the end of the group it stands in, `(?i:` for its own. */
  #setOptions([whole, none, on = '', off = '', end]: RegExpExecArray): RegexFault | undefined {
    if (/[nJ]/.test(on + off)) return this.#refuse(`the option ${/[nJ]/.exec(on + off)![0]}`);
    const changed = { ...this.#options };
    if (none === '^') changed.ignoreCase = changed.dotAll = changed.multiline = changed.extended = false;
    for (const letter of on) changed[optionLetters[letter]!] = true;
    for (const letter of off) changed[optionLetters[letter]!] = false;
    if (end === ':') this.#begin(['(?:'], whole.length);
    else this.#skip(whole.length);
    this.#options = changed;
    return undefined;
  }

  #close(): RegexFault | undefined {
    const group = this.#open.pop();
    if (group === undefined) return { fault: 'unmatched closing parenthesis', offset: this.#at };
    const opening = this.#pieces[group.start];
    if (typeof opening === 'object' && 'open' in opening) this.#complete.add(Number(opening.open.slice(1)));
    this.#pieces.push(...group.close);
    this.#options = group.options;
    this.#atom = group.start;
    return this.#skip(1);
  }
}

function print(piece: Piece, named: boolean): string {
  if (typeof piece === 'string') return piece;
  if ('open' in piece) return named ? `(?<${piece.open}>` : '(';
  return named ? `\\k<${piece.reference}>` : `(?:\\${piece.reference.slice(1)})`;
}
