/** The short way to a value is `parse`'s, where there is nothing to report. */
import { integer, looseInteger } from '#headrace/config/arguments/integer.js';
import { interval } from '#headrace/config/arguments/interval.js';
import { properName } from '#headrace/config/arguments/name.js';
import { serverAddress } from '#headrace/config/arguments/server-address.js';
import { time } from '#headrace/config/arguments/time.js';
import type { ArgumentType } from '#headrace/config/registry.js';
import test from 'ava';
import fc from 'fast-check';
import { read } from './place.js';

const types: Record<string, ArgumentType<unknown>> = {
  integer: integer({ min: 1, max: 256 }),
  looseInteger: looseInteger({ min: -5, max: 65_535 }),
  time,
  interval,
  properName,
  serverAddress,
};

const number = fc.oneof(
  fc.nat({ max: 300 }).map(String),
  fc.bigInt({ min: 0n, max: 10n ** 12n }).map(String),
  fc.constantFrom('', '0', '00', '007', '-1', '+1', '255', '256', '257', '65535', '65536', '2147483', '2147483647', '2147483648'),
);
const unit = fc.constantFrom('', 'us', 'ms', 's', 'm', 'h', 'd', 'S', 'sx', 'mss', 'x', ' s');
const octet = fc.constantFrom('0', '1', '9', '10', '99', '127', '192', '255', '0', '1', '10', '256', '01', 'x');
const word = fc.oneof(
  number,
  fc.tuple(number, unit).map((parts) => parts.join('')),
  fc.tuple(octet, octet, octet, octet, number).map(([a, b, c, d, port]) => `${a}.${b}.${c}.${d}:${port}`),
  fc.tuple(octet, octet, octet, octet).map((octets) => octets.join('.')),
  fc.string({ unit: fc.constantFrom('a', 'Z', '5', '-', '_', '.', ':', '@', 'é', '[', ']', ' ') }),
);

for (const [name, type] of Object.entries(types)) {
  test(`${name}: a plain word means what parse says of it`, (t) => {
    let plain = 0;
    fc.assert(
      fc.property(word, (text) => {
        const value = type.plain!(text);
        if (value === undefined || text === '') return;
        plain++;
        t.deepEqual(read(type, text), { value, codes: [] });
      }),
      { numRuns: 2000 },
    );
    t.true(plain > 0);
  });
}
