/**
 * Which types of samples can stand for which. Held against HAProxy 2.6: it refuses a converter, or a matching method,
 * whose input cannot be made of what comes before it.
 */
import type { SampleType } from '../model/expression.js';

const casts: Readonly<Record<Exclude<SampleType, 'any'>, readonly SampleType[]>> = {
  bool: ['bool', 'sint', 'str', 'bin'],
  sint: ['bool', 'sint', 'ip', 'ipv4', 'ipv6', 'str', 'bin'],
  ip: ['sint', 'ip', 'ipv4', 'ipv6', 'str', 'bin'],
  ipv4: ['sint', 'ip', 'ipv4', 'ipv6', 'str', 'bin'],
  ipv6: ['ip', 'ipv4', 'ipv6', 'str', 'bin'],
  str: ['bool', 'sint', 'ip', 'ipv4', 'ipv6', 'str', 'bin', 'meth'],
  bin: ['str', 'bin'],
  meth: ['str', 'bin', 'meth'],
};

export const canCast = (from: SampleType, to: SampleType): boolean =>
  from === 'any' || to === 'any' || from === to || casts[from].includes(to);
