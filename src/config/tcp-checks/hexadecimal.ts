/** Bytes written as hexadecimal digits, two for each. */
import type { Word } from '../registry.js';
import type { RuleLine } from './rule-line.js';

/** A byte string; undefined: it is wrong, and has been reported. */
export function readHexadecimal(word: Word, line: RuleLine): string | undefined {
  const { value } = word;
  const wrong = /[^0-9a-f]/i.exec(value)?.[0];
  if (wrong === undefined && value.length % 2 === 0) return Buffer.from(value, 'hex').toString('latin1');
  const why = wrong === undefined ? 'an even number of digits is needed' : `'${wrong}' is not a hexadecimal digit`;
  line.refuse(word, `'${value}' is not a binary string: ${why}`);
  return undefined;
}
