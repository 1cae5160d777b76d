/** Strings: cases, pieces, joints. Letters are those of ASCII. Source: configuration.txt, 7.3.1. */
import type { Call } from '../../../config/model/expression.js';
import { bytesOfArgument, integerArgument, textArgument, textOfArgument } from '../arguments.js';
import { lower, upper } from '../ascii.js';
import { asBool, asBytes, asText, leadingInteger } from '../casts.js';
import { bin, bool, sint, str, type Sample } from '../sample.js';
import type { Converter } from './converter.js';

const text = (name: string, convert: (text: string, call: Call) => Sample | undefined): Converter => ({
  name,
  compile: (call) => (sample) => convert(asText(sample), call),
});

/** Fields or words from the left (or, for a negative index, the right), with what stands between them. */
function pieces(value: string, call: Call, skipEmpty: boolean): Sample | undefined {
  const index = integerArgument(call, 0) ?? 1;
  const separators = textArgument(call, 1) ?? '';
  const wanted = integerArgument(call, 2);
  const spans: { from: number; to: number }[] = [];
  for (let from = 0, at = 0; at <= value.length; at++) {
    if (at < value.length && !separators.includes(value[at]!)) continue;
    if (!skipEmpty || at > from) spans.push({ from, to: at });
    from = at + 1;
  }
  const count = wanted === undefined ? 1 : wanted === 0 ? spans.length : wanted;
  const position = index > 0 ? index - 1 : spans.length + index;
  if (position < 0 || position >= spans.length) return skipEmpty ? str('') : undefined;
  const first = index > 0 ? position : Math.max(0, position - count + 1);
  const last = index > 0 ? Math.min(spans.length - 1, position + count - 1) : position;
  return str(value.slice(spans[first]!.from, spans[last]!.to));
}

function trim(value: string, characters: string, side: 'left' | 'right'): string {
  let from = 0;
  let to = value.length;
  if (side === 'left') while (from < to && characters.includes(value[from]!)) from++;
  else while (to > from && characters.includes(value[to - 1]!)) to--;
  return value.slice(from, to);
}

/** `host:port`, with brackets for IPv6: where the port begins. */
function portAt(value: string): number {
  const colon = value.lastIndexOf(':');
  return colon > value.lastIndexOf(']') ? colon : -1;
}

/** C's strcmp: the difference of the first bytes that differ. */
function compare(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const difference = a.charCodeAt(at) - b.charCodeAt(at);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** `\1` … `\9` are what the groups matched, `\0` all of it. */
function substitute(value: string, expression: RegExp, template: string, named: boolean): string {
  return value.replace(expression, (...found: unknown[]) =>
    template.replace(/\\(?:([0-9])|x([0-9A-Fa-f]{2})|([^]))/g, (_, group?: string, hex?: string, letter?: string) => {
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
      if (letter !== undefined) return letter;
      const part = named && group !== '0' ? (found.at(-1) as Record<string, unknown>)[`g${group}`] : found[Number(group)];
      return typeof part === 'string' ? part : '';
    }),
  );
}

export const textConverters: readonly Converter[] = [
  text('lower', (value) => str(lower(value))),
  text('upper', (value) => str(upper(value))),
  text('length', (value) => sint(value.length)),
  text('field', (value, call) => pieces(value, call, false)),
  text('word', (value, call) => pieces(value, call, true)),
  text('ltrim', (value, call) => str(trim(value, textArgument(call, 0) ?? '', 'left'))),
  text('rtrim', (value, call) => str(trim(value, textArgument(call, 0) ?? '', 'right'))),
  text('cut_crlf', (value) => str(/^[^\r\n]*/.exec(value)![0])),
  text('reverse', (value) => str(Array.from(value).reverse().join(''))),
  text('reverse_dom', (value) => str(value.split('.').reverse().join('.'))),
  text('has_ctl', (value) => bool(/[\0-\x1f\x7f]/.test(value))),
  text('host_only', (value) => {
    const port = portAt(value);
    return str(port < 0 ? value : value.slice(0, port));
  }),
  text('port_only', (value) => {
    const port = portAt(value);
    return sint(port < 0 ? 0 : leadingInteger(value.slice(port + 1)));
  }),
  {
    name: 'bytes',
    compile(call) {
      const offset = integerArgument(call, 0) ?? 0;
      const length = integerArgument(call, 1);
      return (sample) => {
        if (offset < 0) return undefined;
        const value = asBytes(sample);
        return bin(value.slice(offset, length === undefined ? undefined : offset + Math.max(0, length)));
      };
    },
  },
  {
    name: 'concat',
    compile(call) {
      const before = textArgument(call, 0) ?? '';
      const after = textArgument(call, 2) ?? '';
      const middle = textOfArgument(call.arguments[1]);
      return (sample, subject) => str(asText(sample) + before + (middle(subject) ?? '') + after);
    },
  },
  {
    name: 'add_item',
    compile(call) {
      const delimiter = textArgument(call, 0) ?? '';
      const suffix = textArgument(call, 2) ?? '';
      const variable = textOfArgument(call.arguments[1]);
      return (sample, subject) => {
        const value = asText(sample);
        const item = (variable(subject) ?? '') + suffix;
        return str(value === '' || item === '' ? value + item : value + delimiter + item);
      };
    },
  },
  {
    name: 'strcmp',
    compile(call) {
      const other = textOfArgument(call.arguments[0]);
      return (sample, subject) => {
        const right = other(subject);
        return right === undefined ? undefined : sint(compare(asText(sample), right));
      };
    },
  },
  {
    name: 'secure_memcmp',
    compile(call) {
      const other = bytesOfArgument(call.arguments[0]);
      return (sample, subject) => {
        const right = other(subject);
        if (right === undefined) return undefined;
        const left = asBytes(sample);
        let difference = left.length ^ right.length;
        for (let at = 0; at < Math.min(left.length, right.length); at++) difference |= left.charCodeAt(at) ^ right.charCodeAt(at);
        return bool(difference === 0);
      };
    },
  },
  {
    name: 'iif',
    compile(call) {
      const yes = str(textArgument(call, 0) ?? '');
      const no = str(textArgument(call, 1) ?? '');
      return (sample) => {
        const value = asBool(sample);
        return value === undefined ? undefined : value ? yes : no;
      };
    },
  },
  {
    name: 'regsub',
    compile(call) {
      const [expression] = call.arguments;
      const template = textArgument(call, 1) ?? '';
      const { pattern, flags, named = false } = expression?.type === 'regex' ? expression : { pattern: '(?!)', flags: '' };
      const compiled = new RegExp(pattern, flags);
      return (sample) => str(substitute(asText(sample), compiled, template, named));
    },
  },
  {
    name: 'param',
    compile(call) {
      const separators = textArgument(call, 0) ?? '';
      const wanted = textArgument(call, 1);
      return (sample) => {
        for (const part of split(asText(sample), separators)) {
          const equals = part.indexOf('=');
          if ((equals < 0 ? part : part.slice(0, equals)) === (wanted ?? ''))
            return str(equals < 0 ? '' : part.slice(equals + 1));
        }
        return undefined;
      };
    },
  },
];

function split(value: string, separators: string): string[] {
  const parts = [''];
  for (const letter of value) {
    if (separators.includes(letter)) parts.push('');
    else parts.push((parts.pop() ?? '') + letter);
  }
  return parts;
}
