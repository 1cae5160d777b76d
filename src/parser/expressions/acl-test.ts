/**
 * The test of an ACL, as on an `acl` line after its name and between the braces of a condition:
 * `<expression> [flags] [--] [<pattern>…]`.
 * Source: configuration.txt, 7.1.
 */
import nearley from 'nearley';
import type { AclTestShape } from './acl-test-shape.js';
import compiledGrammar from './acl-test.generated.js';

/** Indexes are of the words given; the expression is the first of them. */
export interface AclTestNode {
  flags: AclFlag[];
  /** Of the first pattern; the number of words when there is none. */
  patternsAt: number;
}

export interface AclFlag {
  word: number;
  /** `-i`, `-f`; one that does not exist is kept as it is. */
  name: string;
  /** Of the word that belongs to it; undefined: none does, or it is missing. */
  value?: number;
}

/** The flags that take the next word. */
const withValue: ReadonlySet<string> = new Set(['-f', '-m', '-u']);

/** `words` is not empty. Never throws. */
export function parseAclTest(words: readonly string[]): AclTestNode {
  const { flags, patternsAt } = parseAclTestShape(shapeOf(words))[0]!;
  return {
    flags: flags.map(({ at, value }) => ({ word: at, name: words[at]!, ...(value !== undefined && { value }) })),
    patternsAt,
  };
}

/** Every result nearley finds for a shape; there is exactly one for what `shapeOf` makes. */
export function parseAclTestShape(letters: string): AclTestShape[] {
  grammar ??= nearley.Grammar.fromCompiled(compiledGrammar);
  return new nearley.Parser(grammar).feed(letters).results as AclTestShape[];
}

let grammar: nearley.Grammar | undefined;

/** A flag is a word that begins with `-`, before the first that does not. */
export function shapeOf(words: readonly string[]): string {
  let shape = 'e';
  let word = 1;
  for (; word < words.length && words[word]!.startsWith('-'); word++) {
    if (words[word] === '--') {
      shape += '-';
      word++;
      break;
    }
    if (!withValue.has(words[word]!)) {
      shape += 'i';
      continue;
    }
    shape += 'v';
    if (++word < words.length) shape += 'u';
  }
  return shape.padEnd(shape.length + Math.max(0, words.length - word), 'p');
}
