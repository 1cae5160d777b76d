/**
 * `option redis-check`: PING, and its answer.
 * Source: configuration.txt, "option redis-check".
 */
import type { Judgement, Script } from '../step.js';
import { expect, fail, firstLine, script, send } from './texts.js';

export function redisScript(): Script {
  return script(false, send('*1\r\n$4\r\nPING\r\n'), expect(readPong));
}

export function readPong(received: Buffer, complete: boolean): Judgement {
  if (received.includes('+PONG\r\n')) return { good: true, status: 'L7OK', info: 'Redis server is ok' };
  return complete ? fail('L7STS', firstLine(received)) : 'wait';
}
