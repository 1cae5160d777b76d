/**
 * A sample of one type as another. undefined: it cannot be one, and the expression gives nothing.
 * Source: configuration.txt, 7.1, and HAProxy 2.6's answers: digits are read up to the first character that is none,
 * binary blocks end at their first NUL when they become strings.
 */
import { ipv4Text, ipv6Text, parseIpv4, parseIpv6 } from './address.js';
import { ipv4, ipv6, type Ipv4Sample, type Ipv6Sample, type Sample } from './sample.js';
import { saturate, type Sint } from './sint.js';

export function asSint(sample: Sample): Sint | undefined {
  switch (sample.type) {
    case 'sint':
    case 'ipv4':
      return sample.value;
    case 'bool':
      return sample.value ? 1 : 0;
    case 'str':
      return sample.value === '' ? undefined : leadingInteger(sample.value);
    default:
      return undefined;
  }
}

/** 0 when it begins with no digit. */
export function leadingInteger(text: string): Sint {
  const digits = /^[+-]?\d+/.exec(text)?.[0];
  if (digits === undefined) return 0;
  return digits.length < 16 ? Number(digits) : saturate(BigInt(digits.replace(/^\+/, '')));
}

export function asBool(sample: Sample): boolean | undefined {
  if (sample.type === 'bool') return sample.value;
  if (sample.type === 'ipv4') return undefined;
  const value = asSint(sample);
  return value === undefined ? undefined : value !== 0;
}

export function asText(sample: Sample): string {
  switch (sample.type) {
    case 'str':
    case 'meth':
      return sample.value;
    case 'bin': {
      const end = sample.value.indexOf('\0');
      return end < 0 ? sample.value : sample.value.slice(0, end);
    }
    case 'bool':
      return sample.value ? '1' : '0';
    case 'sint':
      return String(sample.value);
    case 'ipv4':
      return ipv4Text(sample.value);
    case 'ipv6':
      return ipv6Text(sample.value);
  }
}

export function asBytes(sample: Sample): string {
  switch (sample.type) {
    case 'str':
    case 'bin':
    case 'meth':
      return sample.value;
    case 'bool':
      return bigEndian(sample.value ? 1n : 0n, 8);
    case 'sint':
      return bigEndian(BigInt(sample.value), 8);
    case 'ipv4':
      return bigEndian(BigInt(sample.value), 4);
    case 'ipv6':
      return sample.value.map((word) => bigEndian(BigInt(word), 4)).join('');
  }
}

function bigEndian(value: bigint, length: number): string {
  let text = '';
  for (let byte = BigInt.asUintN(8 * length, value), at = 0; at < length; at++, byte >>= 8n) {
    text = String.fromCharCode(Number(byte & 255n)) + text;
  }
  return text;
}

export function asAddress(sample: Sample): Ipv4Sample | Ipv6Sample | undefined {
  switch (sample.type) {
    case 'ipv4':
    case 'ipv6':
      return sample;
    case 'sint':
      return ipv4(Number(BigInt.asUintN(32, BigInt(sample.value))));
    case 'str': {
      const four = parseIpv4(sample.value);
      if (four !== undefined) return ipv4(four);
      const six = parseIpv6(sample.value);
      return six && ipv6(six);
    }
    default:
      return undefined;
  }
}
