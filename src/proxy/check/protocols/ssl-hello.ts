/**
 * `option ssl-hello-chk`: an SSLv3 hello; an answer in that protocol is good, be it a hello or an alert.
 * Source: configuration.txt, "option ssl-hello-chk"; RFC 6101, 5.6.1.2.
 */
import type { CheckStatus } from '../result.js';
import type { Judgement, Script } from '../step.js';
import { expect, fail, script, sendNow } from './texts.js';

const TIMEOUT: CheckStatus = 'L6TOUT';
/** Every cipher suite of SSLv3, and AES. */
const CIPHERS = [...range(0x01, 0x1b), ...range(0x2f, 0x3a)];

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** `seconds` stands in the random part, as clients did. */
function hello(seconds: number): Buffer {
  const time = Buffer.alloc(4);
  time.writeUInt32BE(seconds >>> 0);
  const ciphers = Buffer.alloc(2 + 2 * CIPHERS.length);
  ciphers.writeUInt16BE(2 * CIPHERS.length);
  CIPHERS.forEach((cipher, index) => ciphers.writeUInt16BE(cipher, 2 + 2 * index));
  const body = Buffer.concat([
    Buffer.from([3, 0]),
    time,
    Buffer.from('HAPROXYSSLCHK\nHAPROXYSSLCHK\n', 'latin1'),
    Buffer.from([0]),
    ciphers,
    Buffer.from([1, 0]),
  ]);
  const handshake = Buffer.from([1, 0, 0, 0]);
  handshake.writeUIntBE(body.length, 1, 3);
  const record = Buffer.from([0x16, 3, 0, 0, 0]);
  record.writeUInt16BE(body.length + handshake.length, 3);
  return Buffer.concat([record, handshake, body]);
}

export function sslHelloScript(): Script {
  return script(
    false,
    sendNow((nowMs) => hello(Math.floor(nowMs / 1000))),
    expect(readRecord, TIMEOUT),
  );
}

/** The type of a record: alert or handshake. */
export function readRecord(received: Buffer, complete: boolean): Judgement {
  if (received.length < 5 && !complete) return 'wait';
  const spoken = received.length >= 5 && (received[0] === 0x15 || received[0] === 0x16);
  return spoken ? { good: true, status: 'L6OK' } : fail('L6RSP');
}
