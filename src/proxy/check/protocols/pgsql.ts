/**
 * `option pgsql-check`: begins a session; a request to authenticate is good.
 * Source: configuration.txt, "option pgsql-check"; PostgreSQL's frontend/backend protocol 3.0, StartupMessage.
 */
import type { Judgement, Script } from '../step.js';
import { expect, fail, script, send } from './texts.js';

const PROTOCOL_3_0 = 0x0003_0000;

export function pgsqlScript(user: string): Script {
  const body = Buffer.from(`user\0${user}\0\0`, 'utf8');
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + body.length, 0);
  head.writeUInt32BE(PROTOCOL_3_0, 4);
  return script(true, send(Buffer.concat([head, body])), expect(readAnswer));
}

export function readAnswer(received: Buffer, complete: boolean): Judgement {
  if (received.length < 5 && !complete) return 'wait';
  if (received[0] === 0x45) {
    const end = received.indexOf(0, 6);
    return fail('L7RSP', received.toString('latin1', 6, end < 0 ? received.length : end));
  }
  if (received.length < 9 && !complete) return 'wait';
  const authenticates = received.length >= 9 && received[0] === 0x52;
  return authenticates
    ? { good: true, status: 'L7OK', info: 'PostgreSQL server is ok' }
    : fail('L7STS', 'PostgreSQL unknown error');
}
