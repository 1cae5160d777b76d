/**
 * `option smtpchk`: waits for the greeting, greets, takes its leave. Only codes that begin with 2 are good.
 * Source: configuration.txt, "option smtpchk"; RFC 5321, 4.2.
 */
import type { Judgement, Script } from '../step.js';
import { expect, fail, firstLine, script, send } from './texts.js';

export function smtpScript(hello: string): Script {
  return script(
    true,
    expect(readGreeting),
    send(`${hello}\r\n`),
    expect(readHello),
    send('QUIT\r\n'),
    expect((received, complete) => readCode(received, complete, /^2\d\d[- \r]/)),
  );
}

export function readGreeting(received: Buffer, complete: boolean): Judgement {
  if (received.length < 4) return complete ? fail('L7RSP', firstLine(received)) : 'wait';
  if (!/^\d{3}[ \r]/.test(received.toString('latin1', 0, 4))) return fail('L7RSP', firstLine(received));
  return readCode(received, complete, /^2\d\d[ \r]/);
}

/** The last line of the answer has a blank behind its code. */
export function readHello(received: Buffer, complete: boolean): Judgement {
  const good = /^2\d\d-[^\r]*\r\n(?:2\d\d-[^\r]*\r\n)*2\d\d[ \r]|^2\d\d[ \r]/.test(received.toString('latin1'));
  if (good) return { good: true };
  return complete ? fail('L7STS', textOf(received), codeOf(received)) : 'wait';
}

function readCode(received: Buffer, complete: boolean, good: RegExp): Judgement {
  if (received.length < 4 && !complete) return 'wait';
  const code = codeOf(received);
  const info = textOf(received);
  return good.test(received.toString('latin1', 0, 4)) ? { good: true, status: 'L7OK', code, info } : fail('L7STS', info, code);
}

const codeOf = (received: Buffer): number => Number(/^\d{3}/.exec(received.toString('latin1', 0, 3))?.[0] ?? 0);

const textOf = (received: Buffer): string => firstLine(received, 4).replace(/^ +/, '');
