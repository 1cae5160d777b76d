/**
 * Arguments of fetches and converters, by their kinds. Bounds and spellings are those that HAProxy 2.6 accepts.
 * Source: configuration.txt, 7.3, and HAProxy's own answers.
 */
import { createHash, getHashes } from 'node:crypto';
import { isIPv4, isIPv6 } from 'node:net';
import { toText } from '../../diagnostics/byte-string.js';
import type { ArgumentValue, VariableName, VariableScope } from '../model/expression.js';
import { translateRegex } from '../patterns/regex.js';
import type { ArgumentKind } from './signature.js';

/** What is wrong with an argument. */
export interface ArgumentFault {
  fault: string;
}

/** The value of an argument, quotes and escapes gone. A map's file is read by whoever reads the expression. */
export function readArgument(kind: ArgumentKind, text: string): ArgumentValue | ArgumentFault {
  switch (kind) {
    case 'string':
      return { type: 'string', value: text };
    case 'integer':
      return integer(text) ?? wrong(text, 'integer');
    case 'index':
      return text === '0' ? { fault: "the index cannot be '0'" } : (integer(text) ?? wrong(text, 'integer'));
    case 'boolean-integer':
      return integer(text) ?? wrong(text, 'integer');
    case 'backend':
    case 'frontend':
    case 'table':
    case 'userlist':
      return { type: kind, name: toText(text) };
    case 'server': {
      const slash = text.lastIndexOf('/');
      return { type: 'server', backend: toText(text.slice(0, Math.max(0, slash))), server: toText(text.slice(slash + 1)) };
    }
    case 'ipv4':
      return isIPv4(text) ? { type: 'ipv4', address: text } : wrong(text, 'IPv4 address');
    case 'ipv6':
      return isIPv6(text) ? { type: 'ipv6', address: text } : wrong(text, 'IPv6 address');
    case 'ipv4-mask':
      return ipv4Mask(text) ?? wrong(text, 'IPv4 mask');
    case 'ipv6-mask':
      return /^\d{1,3}$/.test(text) && Number(text) <= 128 ? { type: 'ipv6-mask', bits: Number(text) } : wrong(text, 'IPv6 mask');
    case 'variable':
    case 'optional-variable':
      return text === '' && kind === 'optional-variable' ? { type: 'absent' } : variable(text);
    case 'integer-or-variable':
      return integer(text) ?? (looksLikeVariable(text) ? variable(text) : { fault: 'expects an integer or a variable name' });
    case 'string-or-variable':
      return looksLikeVariable(text) ? variable(text) : { type: 'string', value: text };
    case 'regex':
      return { type: 'string', value: text };
    case 'map-file':
      return { type: 'map', file: toText(text) };
    case 'hexadecimal':
      return hexadecimal(text);
    default:
      return word(kind, text);
  }
}

const wrong = (text: string, type: string): ArgumentFault => ({ fault: `failed to parse '${text}' as type '${type}'` });

const largest = 2n ** 63n - 1n;

/** HAProxy stops at the ends of 64 bits. */
function integer(text: string): ArgumentValue | undefined {
  if (!/^[+-]?\d+$/.test(text)) return undefined;
  const value = BigInt(text.replace(/^\+/, ''));
  const bounded = value > largest ? largest : value < -largest - 1n ? -largest - 1n : value;
  const number = Number(bounded);
  return Number.isSafeInteger(number) ? { type: 'integer', value: number } : { type: 'big-integer', digits: bounded.toString() };
}

function ipv4Mask(text: string): ArgumentValue | undefined {
  if (/^\d{1,2}$/.test(text) && Number(text) <= 32) {
    const bits = Number(text);
    return { type: 'ipv4-mask', mask: bits === 0 ? 0 : (0xffffffff << (32 - bits)) >>> 0 };
  }
  if (!isIPv4(text)) return undefined;
  return { type: 'ipv4-mask', mask: text.split('.').reduce((mask, byte) => mask * 256 + Number(byte), 0) };
}

const scopes: ReadonlySet<string> = new Set(['proc', 'sess', 'txn', 'req', 'res', 'check']);

const looksLikeVariable = (text: string): boolean => scopes.has(text.split('.')[0]!) && text.includes('.');

/** `<scope>.<name>`. */
export function readVariable(text: string): VariableName | ArgumentFault {
  if (text === '') return { fault: 'Empty variable name cannot be accepted' };
  const dot = text.indexOf('.');
  const scope = dot < 0 ? text : text.slice(0, dot);
  if (dot < 0 || !scopes.has(scope)) {
    return {
      fault:
        `invalid variable name '${text}'. A variable name must be start by its scope. ` +
        "The scope can be 'proc', 'sess', 'txn', 'req', 'res' or 'check'",
    };
  }
  const name = text.slice(dot + 1);
  const bad = /[^A-Za-z0-9_.]/.exec(name);
  if (bad !== null) return { fault: `invalid syntax at char '${name.slice(bad.index)}'` };
  return { scope: scope as VariableScope, name };
}

function variable(text: string): ArgumentValue | ArgumentFault {
  const read = readVariable(text);
  return 'fault' in read ? read : { type: 'variable', variable: read };
}

function hexadecimal(text: string): ArgumentValue | ArgumentFault {
  if (text.length % 2 === 1) return { fault: 'an even number of hex digit is expected' };
  const bad = /[^0-9A-Fa-f]/.exec(text)?.[0];
  if (bad !== undefined) return { fault: `an hex digit is expected (found '${bad}')` };
  return { type: 'string', value: Buffer.from(text, 'hex').toString('latin1') };
}

/** One of a few words. */
function word(kind: ArgumentKind, text: string): ArgumentValue | ArgumentFault {
  const value: ArgumentValue = { type: 'word', value: text };
  switch (kind) {
    case 'boolean':
      return ['true', 'false', '0', '1'].includes(text) ? value : { fault: "Expects 'true', 'false', '0' or '1'" };
    case 'time-unit':
      return ['s', 'ms', 'us'].includes(text) ? value : { fault: `expects 's', 'ms' or 'us', got '${text}'` };
    case 'us-or-ms':
      return ['us', 'ms'].includes(text) ? value : { fault: "expects 'us' or 'ms'" };
    case 'uuid-version':
      return text === '4' || text === '7' ? value : { fault: `Unsupported UUID version: '${text}'` };
    case 'sha2-bits':
      return ['224', '256', '384', '512'].includes(text) ? value : { fault: `Unsupported number of bits: '${text}'` };
    case 'digest':
      return usableDigest(text) ? value : { fault: 'algorithm must be a valid OpenSSL message digest name' };
    case 'json-encoding':
      return ['ascii', 'utf8', 'utf8s', 'utf8p', 'utf8ps'].includes(text)
        ? value
        : { fault: `Unexpected input code type. Allowed value are 'ascii', 'utf8', 'utf8s', 'utf8p' and 'utf8ps'` };
    case 'regex-flags':
      return /^[ig]*$/.test(text)
        ? value
        : { fault: `invalid regex flag '${/[^ig]/.exec(text)![0]}', only 'i' and 'g' are supported` };
    default:
      return value;
  }
}

function usableDigest(name: string): boolean {
  if (!getHashes().some((known) => known.toLowerCase() === name.toLowerCase())) return false;
  try {
    createHash(name);
    return true;
  } catch {
    return false;
  }
}

/** The pattern of `regsub` together with its flags. */
export function readRegex(pattern: string, flags: string): ArgumentValue | ArgumentFault {
  const translated = translateRegex(pattern, flags.includes('i'));
  return 'fault' in translated
    ? { fault: translated.fault }
    : {
        type: 'regex',
        pattern: translated.source,
        flags: flags.includes('g') ? 'g' : '',
        ...(translated.named && { named: true }),
      };
}
