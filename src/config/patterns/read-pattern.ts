/**
 * Patterns of ACLs and keys of maps: text to what a sample is compared with, by matching method.
 * Source: configuration.txt, 7.1.1 to 7.1.6, and what HAProxy 2.6 accepts.
 */
import { isIPv6 } from 'node:net';
import type { MatchMethod, Pattern } from '../model/rule.js';
import { translateRegex } from './regex.js';

export interface PatternFault {
  fault: string;
  /** Within the text; undefined: all of it. */
  offset?: number;
}

export interface PatternOptions {
  ignoreCase: boolean;
  /** `req.ssl_ver`: `3.1` is a version. */
  versions?: boolean;
  /** Of a host name; undefined: names are not looked up. */
  lookup?: (host: string) => { family: 'ipv4' | 'ipv6'; address: string } | undefined;
  /** Of integers: how a single number compares. */
  operator?: Operator;
}

export type Operator = 'eq' | 'ge' | 'gt' | 'le' | 'lt';
export const operators: ReadonlySet<string> = new Set<Operator>(['eq', 'ge', 'gt', 'le', 'lt']);

/** `text` is a byte string. */
export function readPattern(method: MatchMethod, text: string, options: PatternOptions): Pattern | PatternFault {
  switch (method) {
    case 'int':
    case 'len':
      return readRange(text, options);
    case 'ip':
      return readNetwork(text, options);
    case 'reg': {
      const translated = translateRegex(text, options.ignoreCase);
      if (!('fault' in translated)) return { type: 'regex', ...translated };
      return { fault: `regex '${text}' is invalid: ${translated.fault}`, offset: translated.offset };
    }
    case 'bin': {
      if (text.length % 2 === 1) return { fault: 'an even number of hex digit is expected' };
      const bad = /[^0-9A-Fa-f]/.exec(text);
      if (bad !== null) return { fault: `an hex digit is expected (found '${bad[0]}')`, offset: bad.index };
      return { type: 'string', value: Buffer.from(text, 'hex').toString('latin1'), ignoreCase: false };
    }
    default:
      return { type: 'string', value: text, ignoreCase: options.ignoreCase };
  }
}

const smallest = -(2n ** 63n);
const largest = 2n ** 63n - 1n;

function readRange(text: string, { operator = 'eq', versions = false }: PatternOptions): Pattern | PatternFault {
  const number = versions ? readVersion : readNumber;
  const colon = text.indexOf(':');
  const low = number(colon < 0 ? text : text.slice(0, colon));
  const high = colon < 0 ? low : number(text.slice(colon + 1));
  if (low === undefined || high === undefined) {
    return { fault: versions ? `'${text}' is not a dotted version` : `'${text}' is not a number` };
  }
  if (colon >= 0) {
    return low !== 'open' && high !== 'open' && low > high
      ? { fault: `'${text}' is not a valid number range` }
      : range(low === 'open' ? undefined : low, high === 'open' ? undefined : high);
  }
  if (low === 'open') return { fault: `'${text}' is not a number` };
  switch (operator) {
    case 'eq':
      return range(low, low);
    case 'ge':
      return range(low, undefined);
    case 'le':
      return range(undefined, low);
    case 'gt':
      return low === largest ? { fault: `'${text}' is not a valid number range` } : range(low + 1n, undefined);
    case 'lt':
      return low === smallest ? { fault: `'${text}' is not a valid number range` } : range(undefined, low - 1n);
  }
}

/** 'open': nothing is there, the range has no end on this side. */
function readNumber(text: string): bigint | 'open' | undefined {
  if (text === '') return 'open';
  if (!/^-?\d+$/.test(text)) return undefined;
  const value = BigInt(text);
  return value < smallest || value > largest ? undefined : value;
}

function readVersion(text: string): bigint | 'open' | undefined {
  if (text === '') return 'open';
  const [, major, minor] = /^(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  return major === undefined ? undefined : (BigInt(major) << 16n) + BigInt(minor ?? '0');
}

function range(min: bigint | undefined, max: bigint | undefined): Pattern {
  return { type: 'range', ...(min !== undefined && { min: plain(min) }), ...(max !== undefined && { max: plain(max) }) };
}

function plain(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}

function readNetwork(text: string, { lookup }: PatternOptions): Pattern | PatternFault {
  const fault = { fault: `'${text}' is not a valid IPv4 or IPv6 address` };
  const [address = '', mask, extra] = text.split('/');
  if (extra !== undefined) return fault;
  if (address.includes(':')) {
    if (!isIPv6(address) || (mask !== undefined && !/^\d{1,3}$/.test(mask)) || Number(mask ?? 128) > 128) return fault;
    return { type: 'ipv6', address, bits: Number(mask ?? 128) };
  }
  const ipv4 = abbreviated(address) ?? resolved(address, lookup);
  if (ipv4 === undefined) return fault;
  if (mask === undefined) return { type: 'ipv4', address: ipv4, bits: 32 };
  if (/^\d{1,2}$/.test(mask)) return Number(mask) > 32 ? fault : { type: 'ipv4', address: ipv4, bits: Number(mask) };
  const dotted = abbreviated(mask);
  if (dotted === undefined) return fault;
  const bits = prefixLength(dotted);
  return bits === undefined ? { type: 'ipv4-mask', address: ipv4, mask: dotted } : { type: 'ipv4', address: ipv4, bits };
}

function resolved(name: string, lookup: PatternOptions['lookup']): string | undefined {
  if (lookup === undefined || !/^[A-Za-z0-9._-]+$/.test(name)) return undefined;
  const found = lookup(name);
  return found?.family === 'ipv4' ? found.address : undefined;
}

/** `10.12` is 10.0.0.12: the last number takes the place of those left out. */
function abbreviated(text: string): string | undefined {
  if (!/^\d{1,3}(?:\.\d{1,3}){0,3}$/.test(text)) return undefined;
  const numbers = text.split('.').map(Number);
  if (numbers.some((number) => number > 255)) return undefined;
  const last = numbers.pop()!;
  while (numbers.length < 3) numbers.push(0);
  return [...numbers, last].join('.');
}

/** undefined: the ones of the mask do not all come first. */
function prefixLength(mask: string): number | undefined {
  const bits = mask
    .split('.')
    .map((byte) => Number(byte).toString(2).padStart(8, '0'))
    .join('');
  return /^1*0*$/.test(bits) ? bits.replaceAll('0', '').length : undefined;
}
