/**
 * Samples, formats, regular expressions and variables on lines that are checked and not supported yet. Each takes the next words
 * of the line; what they name is kept with the section, for the checks of the whole.
 */
import { readRuleFormat } from '../log-format/read-rule-format.js';
import type { Expression } from '../model/expression.js';
import type { LogFormat } from '../model/log-format.js';
import { translateRegex } from '../patterns/regex.js';
import type { Word } from '../registry.js';
import { readVariable } from '../samples/arguments.js';
import { converterSignatures } from '../samples/catalogue.js';
import { locator, readExpression } from '../samples/read-expression.js';
import type { Mentioned, Reference } from '../sections.js';
import type { Line } from './line.js';

/** What the lines of the section name; undefined: the section is none of proxies. */
export function mentionedIn({ section }: Line): Mentioned | undefined {
  if (section === undefined || !('settings' in section) || !('http' in section.settings)) return undefined;
  return (section.settings.mentioned ??= { expressions: [], references: [] });
}

/** A section or a table that must be there. */
export function mention(line: Line, kind: Reference['kind'], { value, span }: Word): void {
  mentionedIn(line)?.references.push({ kind, name: value, span, by: line.title });
}

/** The next word is the name of such a section. */
export const named =
  (kind: Reference['kind']) =>
  (line: Line): void => {
    const word = line.word(`<${kind}>`);
    if (word) mention(line, kind, word);
  };

/** An expression. Its converters may be words of their own: `src ipmask(24)`. */
export function sample(line: Line): void {
  const first = line.word('a sample expression');
  if (first === undefined) return;
  let word = first;
  while (isConverter(line.next)) {
    const { value, bytes } = line.take()!;
    word = { ...word, value: `${word.value},${value}`, bytes: `${word.bytes},${bytes}` };
  }
  const { point } = line;
  const expression = readExpression(word, line.context, point === undefined ? {} : { point, elsewhere: 'alert' });
  if (expression === undefined) line.end();
  else mentionedIn(line)?.expressions.push(expression);
}

const isConverter = (word: string): boolean => converterSignatures().has(/^[^(,]*/.exec(word)![0]);

/** A log-format string. */
export function format(line: Line): void {
  const word = line.word('<format>');
  if (word === undefined) return;
  const read = readRuleFormat(word, line.context, line.point ?? 'log', 'http');
  if (read === undefined) line.end();
  else mentionedIn(line)?.expressions.push(...expressionsOf(read));
}

function* expressionsOf({ items }: LogFormat): Generator<Expression> {
  for (const item of items) if (item.type === 'expression') yield item.expression;
}

export function regex(line: Line): void {
  const word = line.word('<regex>');
  if (word === undefined) return;
  const translated = translateRegex(word.bytes, false);
  if (!('fault' in translated)) return;
  const { fault, offset } = translated;
  line.context.at(locator(word, word.bytes)(Math.min(offset, word.bytes.length - 1), 1)).alert('invalid-regex', fault);
  line.end();
}

/** `<scope>.<name>[,<condition>…]`, from between the parentheses of `word`. */
export function variable(line: Line, word: Word, name: string): void {
  const read = readVariable(name.split(',')[0]!);
  if ('fault' in read) line.refuse('invalid-argument', read.fault, word);
}
