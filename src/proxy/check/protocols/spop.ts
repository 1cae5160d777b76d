/**
 * `option spop-check`: a HELLO that says it is a health check; the answer must be the agent's HELLO of version 2.0.
 * Source: configuration.txt, "option spop-check"; SPOE.txt, 3.2 (frames, typed data), 3.2.4 and 3.2.5 (HELLO).
 */
import type { Judgement, Script } from '../step.js';
import { expect, fail, script, send } from './texts.js';

const AGENT_HELLO = 101;
const AGENT_DISCONNECT = 102;

/** NOTIFY-less HELLO: version 2.0, frames of 16380 bytes, no capabilities. */
const HELLO = ((): Buffer => {
  const text = (value: string): Buffer => Buffer.concat([Buffer.from([value.length]), Buffer.from(value, 'latin1')]);
  const body = Buffer.concat([
    Buffer.from([1, 0, 0, 0, 1, 0, 0]),
    text('supported-versions'),
    Buffer.from([8]),
    text('2.0'),
    text('max-frame-size'),
    Buffer.from([3, 0xfc, 0xf0, 0x06]),
    text('capabilities'),
    Buffer.from([8, 0]),
    text('healthcheck'),
    Buffer.from([0x11]),
  ]);
  const head = Buffer.alloc(4);
  head.writeUInt32BE(body.length);
  return Buffer.concat([head, body]);
})();

export function spopScript(): Script {
  return script(false, send(HELLO), expect(readHello));
}

export function readHello(received: Buffer, complete: boolean): Judgement {
  if (received.length < 4) return complete ? fail('L7RSP', 'invalid frame received') : 'wait';
  const size = received.readUInt32BE(0);
  if (received.length < 4 + size && !complete) return 'wait';
  const frame = received.subarray(4, 4 + size);
  if (frame.length < 7 || (frame[0] !== AGENT_HELLO && frame[0] !== AGENT_DISCONNECT))
    return fail('L7RSP', 'invalid frame received');
  const values = readItems(frame, 7);
  if (values === undefined) return fail('L7RSP', 'invalid frame received');
  const version = values.get('version');
  if (version === undefined) return fail('L7RSP', 'version value not found');
  if (version !== '2.0' && version !== '1.0') return fail('L7RSP', 'unsupported version');
  if (!values.has('max-frame-size')) return fail('L7RSP', 'max-frame-size value not found');
  if (!values.has('capabilities')) return fail('L7RSP', 'capabilities value not found');
  return { good: true, status: 'L7OK', info: 'SPOA server is ok' };
}

/** Names and values to the end of the frame; undefined: it is cut off. */
function readItems(frame: Buffer, from: number): Map<string, string | number> | undefined {
  const values = new Map<string, string | number>();
  let at = from;
  const number = (): number => {
    let value = frame[at++] ?? Number.NaN;
    if (value < 240) return value;
    for (let shift = 4; at < frame.length; shift += 7) {
      const byte = frame[at++]!;
      value += byte * 2 ** shift;
      if (byte < 128) return value;
    }
    return Number.NaN;
  };
  const text = (): string | undefined => {
    const length = number();
    if (!(at + length <= frame.length)) return undefined;
    at += length;
    return frame.toString('latin1', at - length, at);
  };
  while (at < frame.length) {
    const name = text();
    const type = frame[at++];
    if (name === undefined || type === undefined) return undefined;
    const kind = type & 0x0f;
    const value = kind === 8 || kind === 9 ? text() : kind >= 2 && kind <= 5 ? number() : kind <= 1 ? type >> 4 : undefined;
    if (value === undefined || Number.isNaN(value)) return undefined;
    values.set(name, value);
  }
  return values;
}
