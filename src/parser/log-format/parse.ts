/**
 * Log-format strings: text to tree and back.
 * Source: configuration.txt, 8.2.6.
 */
import nearley from 'nearley';
import type { LogFormatItem, LogFormatNode } from './ast.js';
import { tokenizeLogFormat, type LogFormatToken } from './lexer.js';
import compiledGrammar from './log-format.generated.js';
import type { ItemShape } from './shape.js';

/** Why a text is no log-format string. */
export interface LogFormatFault {
  /** From 0, within the text. */
  offset: number;
  length: number;
  message: string;
}

export type ParsedLogFormat = { node: LogFormatNode } | { fault: LogFormatFault };

/** The tree of the whole text. Never throws. */
export function parseLogFormat(text: string): ParsedLogFormat {
  const tokens = tokenizeLogFormat(text);
  const parsed = parseLogFormatShape(tokens.map(({ type }) => (type === 'bad' ? '?' : type)).join(''));
  if (typeof parsed === 'number') return { fault: faultAt(tokens, parsed, text) };
  const [shape] = parsed;
  if (shape === undefined || parsed.length > 1) throw new Error(`${parsed.length} results for log format '${text}'`);
  return { node: { items: shape.map((item) => build(item, tokens)) } };
}

/** Every result nearley finds for a sequence of token types, or the index of the token where there is none. */
export function parseLogFormatShape(letters: string): ItemShape[][] | number {
  grammar ??= nearley.Grammar.fromCompiled(compiledGrammar);
  const parser = new nearley.Parser(grammar).feed('');
  for (let index = 0; index < letters.length; index++) {
    try {
      parser.feed(letters[index]!);
    } catch {
      return index;
    }
  }
  return parser.results.length === 0 ? letters.length : (parser.results as ItemShape[][]);
}

let grammar: nearley.Grammar | undefined;

function build(shape: ItemShape, tokens: readonly LogFormatToken[]): LogFormatItem {
  const { offset, text } = tokens[shape.at]!;
  switch (shape.type) {
    case 'text':
    case 'blank':
      return { type: shape.type, offset, text };
    case 'percent':
    case 'stray':
      return { type: shape.type, offset };
    default: {
      const { type, at, label, flags } = shape;
      const last = tokens[at + 1 + (label ? 1 : 0) + (flags ? 1 : 0)]!;
      const inside = type === 'expression' ? 1 : 0;
      return {
        type,
        offset,
        ...(label && { label: tokens[at + 1]!.text.slice(1, -1) }),
        ...(flags && { flags: tokens[at + (label ? 2 : 1)]!.text.slice(1, -1) }),
        text: last.text.slice(inside, last.text.length - inside),
        textOffset: last.offset + inside,
      };
    }
  }
}

/** `index`: of the token that does not fit, or one past the last. */
function faultAt(tokens: readonly LogFormatToken[], index: number, text: string): LogFormatFault {
  const start = tokens.findLastIndex(({ type }, at) => at <= index && type === '%');
  const token = tokens[index];
  const offset = token?.offset ?? text.length;
  if (token?.type === 'bad' && token.text === '%' && offset !== text.length - 1 && text[offset + 1] === ' ') {
    return { offset, length: 1, message: "unexpected space after '%', write '%%' for a single '%'" };
  }
  const begin = start < 0 ? offset : tokens[start]!.offset;
  const whole = (message: string): LogFormatFault => ({ offset: begin, length: Math.max(1, text.length - begin), message });
  const opening = text[offset] ?? '';
  if (start < 0 || offset >= text.length) {
    return text.endsWith('}') ? withoutName(begin, text.length) : whole("the text ends after '%', write '%%' for a single '%'");
  }
  if (opening === '[') return whole("missing ']' after the expression");
  if (opening === '{' && tokens[index - 1]?.type !== '{') return whole("missing '}' after the flags");
  return withoutName(begin, offset);
}

const withoutName = (offset: number, end: number): LogFormatFault => ({
  offset,
  length: end - offset,
  message: 'flags without the name of a variable after them',
});

/** The text of a log-format string: `parseLogFormat` gave this node for it. */
export function printLogFormat({ items }: LogFormatNode): string {
  return items.map(printItem).join('');
}

function printItem(item: LogFormatItem): string {
  switch (item.type) {
    case 'text':
    case 'blank':
      return item.text;
    case 'percent':
      return '%%';
    case 'stray':
      return '%';
    default: {
      const label = item.label === undefined ? '' : `(${item.label})`;
      const flags = item.flags === undefined ? '' : `{${item.flags}}`;
      return `%${label}${flags}${item.type === 'expression' ? `[${item.text}]` : item.text}`;
    }
  }
}
