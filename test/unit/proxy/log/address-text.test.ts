import test from 'ava';
import fc from 'fast-check';
import { isIPv6 } from 'node:net';
import { writeIpv4, writeIpv6 } from '#headrace/proxy/log/address-text.js';
import { TextBuffer } from '#headrace/proxy/log/text-buffer.js';
import { addressWords } from './records.js';

function text(write: (out: TextBuffer) => void): string {
  const out = new TextBuffer(64);
  write(out);
  return out.bytes.toString('latin1', 0, out.length);
}

const ipv6 = (...groups: number[]) =>
  text((out) => {
    writeIpv6(out, ...addressWords(...groups.flatMap((group) => [group >> 8, group & 255])));
  });

test('IPv4', (t) => {
  t.is(
    text((out) => {
      writeIpv4(out, addressWords(10, 0, 255, 1)[0]);
    }),
    '10.0.255.1',
  );
});

test('IPv6: the longest run of zero groups is shortened, the first of equals, never a single one', (t) => {
  t.is(ipv6(0, 0, 0, 0, 0, 0, 0, 0), '::');
  t.is(ipv6(0, 0, 0, 0, 0, 0, 0, 1), '::1');
  t.is(ipv6(1, 0, 0, 0, 0, 0, 0, 0), '1::');
  t.is(ipv6(0x2001, 0xdb8, 0, 0, 1, 0, 0, 1), '2001:db8::1:0:0:1');
  t.is(ipv6(1, 0, 0, 2, 0, 0, 0, 4), '1:0:0:2::4');
  t.is(ipv6(0x2001, 0xdb8, 0, 1, 1, 1, 1, 1), '2001:db8:0:1:1:1:1:1');
});

test('IPv6: an IPv4 address within is dotted', (t) => {
  t.is(ipv6(0, 0, 0, 0, 0, 0xffff, 0x7f00, 1), '::ffff:127.0.0.1');
  t.is(ipv6(0, 0, 0, 0, 0, 0xffff, 0, 0), '::ffff:0.0.0.0');
});

test('IPv6: any address is written as one, in the form that URLs have', (t) => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(0, 0, 1, 0xffff, 0xabc), { minLength: 8, maxLength: 8 }), (groups) => {
      const written = ipv6(...groups);
      t.true(isIPv6(written), written);
      if (!written.includes('.')) t.is(new URL(`http://[${written}]/`).hostname, `[${written}]`);
    }),
  );
});
