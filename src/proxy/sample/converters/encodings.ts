/** Bytes as text and back: hexadecimal, base64, percent signs, numbers of several bytes. Source: configuration.txt, 7.3.1. */
import type { Call } from '../../../config/model/expression.js';
import { integerArgument, textArgument } from '../arguments.js';
import { asBytes, asSint, asText } from '../casts.js';
import { bin, sint, str, type Sample } from '../sample.js';
import { toSint } from '../sint.js';
import type { Converter } from './converter.js';

const bytes = (name: string, convert: (bytes: string, call: Call) => Sample | undefined): Converter => ({
  name,
  compile: (call) => (sample) => convert(asBytes(sample), call),
});
const text = (name: string, convert: (text: string, call: Call) => Sample | undefined): Converter => ({
  name,
  compile: (call) => (sample) => convert(asText(sample), call),
});

const encode = (value: string, encoding: 'base64' | 'base64url' | 'hex'): string =>
  Buffer.from(value, 'latin1').toString(encoding);
const decode = (value: string, encoding: 'base64' | 'base64url'): Sample => bin(Buffer.from(value, encoding).toString('latin1'));

/** Chunks of some bytes each, as numbers or digits, a delimiter between them. */
function chunks(value: string, call: Call, print: (chunk: string) => string): Sample {
  const delimiter = textArgument(call, 0) ?? '';
  const size = Math.max(1, integerArgument(call, 1) ?? 1);
  const truncate = (integerArgument(call, 2) ?? 0) !== 0;
  const parts: string[] = [];
  for (let at = 0; at < value.length; at += size) {
    const chunk = value.slice(at, at + size);
    if (truncate && chunk.length < size) break;
    parts.push(print(chunk));
  }
  return str(parts.join(delimiter));
}

const bigEndianNumber = (chunk: string): string => BigInt(`0x${encode(chunk, 'hex')}`).toString();
const reversed = (value: string): string => Array.from(value).reverse().join('');

/** `%41` is A; `+` is a blank from the question mark on, or everywhere when it is asked for. */
function percentDecode(value: string, plusAlways: boolean): Sample | undefined {
  let query = plusAlways;
  let decoded = '';
  for (let at = 0; at < value.length; at++) {
    const letter = value[at]!;
    if (letter === '?') query = true;
    if (letter === '+' && query) decoded += ' ';
    else if (letter !== '%') decoded += letter;
    else {
      const digits = /^[0-9A-Fa-f]{2}/.exec(value.slice(at + 1, at + 3))?.[0];
      if (digits === undefined) return undefined;
      decoded += String.fromCharCode(Number.parseInt(digits, 16));
      at += 2;
    }
  }
  return str(decoded);
}

const percentEncode = (value: string): string =>
  value.replace(/[^A-Za-z0-9_.~-]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);

const jsonEscapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\r': '\\r',
  '\n': '\\n',
  '\t': '\\t',
};

/** For within double quotes of JSON. `utf8…` decodes first; what is no UTF-8 ends it, is left out (s) or kept byte by byte (p). */
function jsonText(value: string, encoding: string): string | undefined {
  const characters = encoding === 'ascii' ? Array.from(value) : decodeUtf8(value, encoding);
  return characters
    ?.map((character) => {
      const known = jsonEscapes[character];
      if (known !== undefined) return known;
      const code = character.codePointAt(0)!;
      if (code >= 32 && code < 127) return character;
      return [...Array(character.length).keys()]
        .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`)
        .join('');
    })
    .join('');
}

const utf8Sequence = /[\0-\x7f]|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}/y;

function decodeUtf8(value: string, encoding: string): string[] | undefined {
  const characters: string[] = [];
  for (let at = 0; at < value.length;) {
    utf8Sequence.lastIndex = at;
    const sequence = utf8Sequence.exec(value)?.[0];
    if (sequence !== undefined) {
      characters.push(Buffer.from(sequence, 'latin1').toString('utf8'));
      at += sequence.length;
    } else if (encoding === 'utf8') return undefined;
    else {
      if (encoding.includes('p')) characters.push(value[at]!);
      at += 1;
    }
  }
  return characters;
}

export const encodings: readonly Converter[] = [
  bytes('hex', (value) => str(encode(value, 'hex').toUpperCase())),
  bytes('base64', (value) => str(encode(value, 'base64'))),
  bytes('ub64enc', (value) => str(encode(value, 'base64url'))),
  bytes('base2', (value) =>
    str(
      Array.from(value)
        .map((byte) => byte.charCodeAt(0).toString(2).padStart(8, '0'))
        .join(''),
    ),
  ),
  bytes('be2hex', (value, call) => chunks(value, call, (chunk) => encode(chunk, 'hex').toUpperCase())),
  bytes('be2dec', (value, call) => chunks(value, call, bigEndianNumber)),
  bytes('le2dec', (value, call) => chunks(value, call, (chunk) => bigEndianNumber(reversed(chunk)))),
  text('hex2i', (value) => (/^[0-9A-Fa-f]+$/.test(value) ? sint(toSint(BigInt(`0x${value}`))) : undefined)),
  text('b64dec', (value) =>
    value.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(value) ? decode(value, 'base64') : undefined,
  ),
  text('ub64dec', (value) => (/^[A-Za-z0-9_-]*={0,2}$/.test(value) ? decode(value, 'base64url') : undefined)),
  text('url_dec', (value, call) => percentDecode(value, (integerArgument(call, 0) ?? 0) !== 0)),
  text('url_enc', (value) => str(percentEncode(value))),
  text('json', (value, call) => {
    const encoded = jsonText(value, textArgument(call, 0) ?? 'ascii');
    return encoded === undefined ? undefined : str(encoded);
  }),
  {
    name: 'htonl',
    compile: () => (sample) => {
      const value = asSint(sample);
      if (value === undefined) return undefined;
      const buffer = Buffer.alloc(4);
      buffer.writeUInt32BE(Number(BigInt.asUintN(32, BigInt(value))));
      return bin(buffer.toString('latin1'));
    },
  },
];
