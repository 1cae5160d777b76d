/**
 * Log-format strings: tree to model. Names of variables are checked, flags settled, blanks become separators.
 * Source: configuration.txt, 8.2.6, and what HAProxy 2.6 does.
 */
import type { Code } from '../../diagnostics/codes.js';
import type { Span } from '../../diagnostics/diagnostic.js';
import { didYouMean } from '../../diagnostics/did-you-mean.js';
import type { LogFormatItem, LogFormatVariable } from '../../parser/log-format/ast.js';
import { parseLogFormat } from '../../parser/log-format/parse.js';
import type { Feature } from '../features.js';
import type { Expression } from '../model/expression.js';
import {
  httpAliases,
  laterAliases,
  tcpAliases,
  type LogAlias,
  type LogFlags,
  type LogFormat,
  type LogItem,
} from '../model/log-format.js';
import { applyFlags, encodingOf, noFlags } from './flags.js';

/** A log-format string as it stands in the file. */
export interface FormatText {
  /** A byte string, the quotes and escapes of its word gone. */
  text: string;
  /** Of the word, its quotes included. */
  span: Span;
}

export interface FormatContext {
  /** Of the proxy. */
  mode: string;
  /** Not a log line: blanks stay as they are, and what is not there is empty. */
  literal?: true;
  /** Points at a place within the string. */
  report(code: Code, span: Span, message: string, hint?: string): void;
  /** At such a place: what is valid and needs a feature that is not there yet. */
  unsupported(feature: Feature, span: Span, what: string): void;
  /** undefined: it is wrong, and has been reported. */
  readExpression(text: string, span: Span): Expression | undefined;
}

/** The format; undefined: something was wrong, and all of it has been reported. */
export function readLogFormat(format: FormatText, context: FormatContext): LogFormat | undefined {
  const parsed = parseLogFormat(format.text);
  if ('fault' in parsed) {
    const { offset, length, message } = parsed.fault;
    context.report('bad-log-format', spanWithin(format, offset, length), message);
    return undefined;
  }
  let flags: LogFlags = context.literal ? { optional: true } : noFlags;
  let faulty = false;
  const items: LogItem[] = [];
  for (const item of parsed.node.items) {
    const own = 'flags' in item ? applyFlags(item.flags, flags) : flags;
    if (item.type === 'alias' && item.text === 'o') {
      flags = own;
      if (reportsEncoding(item, format, context)) faulty = true;
      continue;
    }
    const read = readItem(item, own, { format, context });
    if (read === undefined) faulty = true;
    else add(items, read);
  }
  return faulty ? undefined : { span: format.span, text: format.text, items };
}

/** Texts that touch become one. */
function add(items: LogItem[], item: LogItem): void {
  const last = items.at(-1);
  if (item.type === 'text' && last?.type === 'text') items[items.length - 1] = { type: 'text', text: last.text + item.text };
  else if (item.type !== 'text' || item.text !== '') items.push(item);
}

interface Reading {
  format: FormatText;
  context: FormatContext;
}

function readItem(item: LogFormatItem, flags: LogFlags, { format, context }: Reading): LogItem | undefined {
  switch (item.type) {
    case 'text':
      return { type: 'text', text: item.text };
    case 'blank':
      return context.literal ? { type: 'text', text: item.text } : { type: 'separator' };
    case 'percent':
      return { type: 'text', text: '%' };
    case 'stray':
      return { type: 'text', text: '' };
    case 'expression': {
      const expression = context.readExpression(item.text, spanWithin(format, item.textOffset, Math.max(1, item.text.length)));
      return expression && { type: 'expression', expression, flags };
    }
    case 'alias':
      return readAlias(item, flags, { format, context });
  }
}

const isHttpAlias = (text: string): boolean => (httpAliases as readonly string[]).includes(text);
const isAlias = (text: string): text is LogAlias => (tcpAliases as readonly string[]).includes(text);

function readAlias(item: LogFormatVariable, flags: LogFlags, { format, context }: Reading): LogItem | undefined {
  const { text, textOffset } = item;
  if (isAlias(text)) return { type: 'alias', alias: text, flags };
  const span = spanWithin(format, textOffset, text.length);
  if (isHttpAlias(text)) {
    if (context.mode === 'http') return { type: 'text', text: '' };
    context.report('http-log-variable', span, `'%${text}' has a meaning in HTTP mode only`);
    return undefined;
  }
  if (Object.hasOwn(laterAliases, text)) {
    context.unsupported(laterAliases[text]!, span, `'%${text}'`);
    return undefined;
  }
  const near = didYouMean(text, [...tcpAliases, ...httpAliases, 'o']);
  const hint = near === undefined ? "write '%%' for a single '%'" : `did you mean '%${near}'?`;
  context.report('unknown-log-variable', span, `unknown log variable '%${text}'`, hint);
  return undefined;
}

function reportsEncoding(item: LogFormatVariable, format: FormatText, context: FormatContext): boolean {
  const encoding = encodingOf(item.flags ?? '');
  if (encoding === undefined) return false;
  context.report(
    'unsupported-keyword',
    spanWithin(format, item.offset, 1),
    `log lines encoded as ${encoding} are not supported yet`,
  );
  return true;
}

/** Exact where the string stands on its line as it is, bare or within one pair of quotes; otherwise the whole word. */
function spanWithin({ text, span }: FormatText, offset: number, length: number): Span {
  const quotes = span.length - text.length;
  return quotes === 0 || quotes === 2 ? { ...span, column: span.column + quotes / 2 + offset, length } : span;
}
