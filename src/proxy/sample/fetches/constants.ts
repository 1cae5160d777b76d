/** Fetches that give what is written in them: `str`, `int`, `bool`, `ipv4`, `ipv6`, `bin`, `meth`, `always_true`, `always_false`. */
import { sintArgument, textArgument } from '../arguments.js';
import { parseIpv4, parseIpv6 } from '../address.js';
import { bin, bool, FALSE, ipv4, ipv6, sint, str, TRUE, type Sample } from '../sample.js';
import type { Call } from '../../../config/model/expression.js';
import type { Fetch } from './fetch.js';

const constant = (name: string, sampleOf: (call: Call) => Sample): Fetch => ({
  name,
  compile(call) {
    const sample = sampleOf(call);
    return () => sample;
  },
});

const addressOf = ({ arguments: [argument] }: Call): string =>
  argument?.type === 'ipv4' || argument?.type === 'ipv6' ? argument.address : '';

export const constants: readonly Fetch[] = [
  constant('always_true', () => TRUE),
  constant('always_false', () => FALSE),
  constant('str', (call) => str(textArgument(call, 0) ?? '')),
  constant('meth', (call) => ({ type: 'meth', value: textArgument(call, 0) ?? '' })),
  constant('bin', (call) => bin(textArgument(call, 0) ?? '')),
  constant('int', (call) => sint(sintArgument(call.arguments[0]) ?? 0)),
  constant('bool', (call) => bool(['true', '1'].includes(textArgument(call, 0) ?? ''))),
  constant('ipv4', (call) => ipv4(parseIpv4(addressOf(call)) ?? 0)),
  constant('ipv6', (call) => ipv6(parseIpv6(addressOf(call)) ?? [0, 0, 0, 0])),
];
