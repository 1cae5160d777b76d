/**
 * `option ldap-check`: an anonymous simple bind; the answer must be a bind response that says success.
 * Source: configuration.txt, "option ldap-check"; RFC 4511, 4.2 and 5.1 (BER).
 */
import type { Judgement, Script } from '../step.js';
import { expect, fail, script, send } from './texts.js';

/** Message 1: version 3, no name, no password. */
const BIND = Buffer.from('300c020101600702010304008000', 'hex');
const SHORTEST = 14;
const NOT_LDAP = 'Not LDAPv3 protocol';

export function ldapScript(): Script {
  return script(false, send(BIND), expect(readBindResponse));
}

export function readBindResponse(received: Buffer, complete: boolean): Judgement {
  if (received.length < SHORTEST) return complete ? fail('L7RSP', NOT_LDAP) : 'wait';
  if (received[0] !== 0x30) return fail('L7RSP', NOT_LDAP);
  const reader = new Reader(received, 1);
  if (reader.length() === undefined) return fail('L7RSP', NOT_LDAP);
  if (!reader.follows(0x02, 0x01, 0x01, 0x61) || reader.length() === undefined) return fail('L7RSP', NOT_LDAP);
  if (!reader.follows(0x0a, 0x01)) return fail('L7RSP', NOT_LDAP);
  const code = reader.byte();
  if (code === undefined) return complete ? fail('L7RSP', NOT_LDAP) : 'wait';
  return code === 0
    ? { good: true, status: 'L7OK', info: 'Success' }
    : fail('L7STS', 'See RFC: http://tools.ietf.org/html/rfc4511#section-4.1.9', code);
}

class Reader {
  constructor(
    readonly bytes: Buffer,
    private at: number,
  ) {}

  byte(): number | undefined {
    return this.bytes[this.at++];
  }

  follows(...expected: number[]): boolean {
    return expected.every((value) => this.byte() === value);
  }

  /** A BER length, short or of up to four bytes; undefined: it is neither. */
  length(): number | undefined {
    const first = this.byte();
    if (first === undefined || (first & 0x80) === 0) return first;
    const count = first & 0x7f;
    if (count === 0 || count > 4 || this.at + count > this.bytes.length) return undefined;
    const value = this.bytes.readUIntBE(this.at, count);
    this.at += count;
    return value;
  }
}
