/** Integers: `add`, `sub`, `mul`, `div`, `mod`, `neg`, `and`, `or`, `xor`, `cpl`, and the questions `odd`, `even`, `not`, `bool`. Signed 64 bits; sums and products stop at the ends. */
import { operandArgument } from '../arguments.js';
import { asSint } from '../casts.js';
import { bool, sint } from '../sample.js';
import { largestSint, saturate, toSint, type Sint } from '../sint.js';
import type { Converter } from './converter.js';

/** `quick` serves where both are numbers; its result stands when it is a safe integer. */
const binary = (name: string, quick: (a: number, b: number) => number, exact: (a: bigint, b: bigint) => Sint): Converter => ({
  name,
  compile(call) {
    const operand = operandArgument(call.arguments[0]);
    return (sample, subject) => {
      const a = asSint(sample);
      const b = operand(subject);
      if (a === undefined || b === undefined) return undefined;
      if (typeof a === 'number' && typeof b === 'number') {
        const result = quick(a, b);
        if (Number.isSafeInteger(result)) return sint(result);
      }
      return sint(exact(BigInt(a), BigInt(b)));
    };
  },
});

const unary = (name: string, compute: (value: bigint) => Sint): Converter => ({
  name,
  compile: () => (sample) => {
    const value = asSint(sample);
    return value === undefined ? undefined : sint(compute(BigInt(value)));
  },
});

const question = (name: string, ask: (value: Sint) => boolean): Converter => ({
  name,
  compile: () => (sample) => {
    const value = asSint(sample);
    return value === undefined ? undefined : bool(ask(value));
  },
});

const inexact = (): number => Number.NaN;
/** Without a negative zero. */
const positive = (value: number): number => (value === 0 ? 0 : value);

export const arithmetic: readonly Converter[] = [
  binary(
    'add',
    (a, b) => a + b,
    (a, b) => saturate(a + b),
  ),
  binary(
    'sub',
    (a, b) => a - b,
    (a, b) => saturate(a - b),
  ),
  binary(
    'mul',
    (a, b) => positive(a * b),
    (a, b) => saturate(a * b),
  ),
  binary(
    'div',
    (a, b) => (b === 0 ? Number.NaN : positive(Math.trunc(a / b))),
    (a, b) => (b === 0n ? toSint(largestSint) : saturate(a / b)),
  ),
  binary(
    'mod',
    (a, b) => (b === 0 ? 0 : positive(a % b)),
    (a, b) => (b === 0n ? 0 : toSint(a % b)),
  ),
  binary('and', inexact, (a, b) => toSint(a & b)),
  binary('or', inexact, (a, b) => toSint(a | b)),
  binary('xor', inexact, (a, b) => toSint(a ^ b)),
  unary('neg', (value) => saturate(-value)),
  unary('cpl', (value) => toSint(~value)),
  question('odd', (value) => BigInt(value) % 2n !== 0n),
  question('even', (value) => BigInt(value) % 2n === 0n),
  question('not', (value) => value === 0),
  question('bool', (value) => value !== 0),
];
