/**
 * `option mysql-check`: reads the greeting of the server, and with a user the answer to a login without a password.
 * Source: configuration.txt, "option mysql-check"; the packets of MySQL's client/server protocol, 3.22 and later.
 */
import type { Judgement, Script } from '../step.js';
import { expect, fail, script, send } from './texts.js';

const HEADER_BYTES = 4;
const ERROR = 0xff;

export function mysqlScript(user: string | undefined, protocol: 'pre-41' | 'post-41'): Script {
  if (user === undefined) return script(true, expect(readGreeting));
  const login = protocol === 'pre-41' ? loginBefore41(user) : loginSince41(user);
  return script(true, send(Buffer.concat([login, QUIT])), expect(readBoth));
}

const QUIT = packet(0, Buffer.from([1]));

function packet(sequence: number, body: Buffer): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUIntLE(body.length, 0, 3);
  header[3] = sequence;
  return Buffer.concat([header, body]);
}

/** Capabilities: CLIENT_LONG_FLAG's absence, transactions; no password. */
function loginBefore41(user: string): Buffer {
  return packet(1, Buffer.concat([Buffer.from([0x00, 0x80, 0x00, 0x00, 0x01]), Buffer.from(user, 'utf8'), Buffer.from([0, 0])]));
}

/** CLIENT_PROTOCOL_41 and CLIENT_SECURE_CONNECTION, packets of up to 16 MiB, utf8, no password. */
function loginSince41(user: string): Buffer {
  const head = Buffer.alloc(32);
  head.writeUInt32LE(0x8200, 0);
  head.writeUInt32BE(0x00_80_00_01, 4);
  head[8] = 0x21;
  return packet(1, Buffer.concat([head, Buffer.from(user, 'utf8'), Buffer.from([0, 0])]));
}

/** The first packet: an error, or protocol version and the server's version as text. */
export function readGreeting(received: Buffer, complete: boolean): Judgement {
  const whole = packetAt(received, 0);
  if (whole === undefined) return complete ? fail('L7RSP') : 'wait';
  if (whole[0] === ERROR) return errorOf(whole);
  const end = whole.indexOf(0, 1);
  // a thread id of four bytes, eight of scramble and the end of it follow the version
  if (end < 0 || whole.length < end + 1 + SHORTEST_REST) return fail('L7RSP');
  return { good: true, status: 'L7OK', info: whole.toString('latin1', 1, end) };
}

const SHORTEST_REST = 4 + 8 + 1;

/** The greeting, then the answer to the login. */
function readBoth(received: Buffer, complete: boolean): Judgement {
  const greeting = readGreeting(received, complete);
  if (greeting === 'wait' || !greeting.good) return greeting;
  const second = packetAt(received, HEADER_BYTES + lengthAt(received, 0));
  if (second === undefined) return complete ? fail('L7RSP') : 'wait';
  return second[0] === ERROR ? errorOf(second) : greeting;
}

function lengthAt(received: Buffer, at: number): number {
  return received.readUIntLE(at, 3);
}

/** The body of the packet that begins at `at`; undefined: it is not there in full. */
function packetAt(received: Buffer, at: number): Buffer | undefined {
  if (received.length < at + HEADER_BYTES + 1) return undefined;
  const end = at + HEADER_BYTES + lengthAt(received, at);
  return received.length < end ? undefined : received.subarray(at + HEADER_BYTES, end);
}

function errorOf(body: Buffer): Judgement {
  if (body.length < 3) return fail('L7RSP');
  return fail('L7STS', body.toString('latin1', 3), body.readUInt16LE(1));
}
