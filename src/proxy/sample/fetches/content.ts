/**
 * Bytes that the client or the server has sent: `payload`, `req.len` and their like, `wait_end`. What more bytes could
 * change is unsettled.
 * Source: configuration.txt, 7.3.5.
 */
import { integerArgument, textArgument } from '../arguments.js';
import { bin, FALSE, sint, TRUE, type Sample } from '../sample.js';
import type { Content, Subject } from '../subject.js';
import type { Fetch } from './fetch.js';
import { waitForMore } from './wait-for-more.js';

export type Side = (subject: Subject) => Content | undefined;

export const requestOf: Side = ({ request }) => request;
export const responseOf: Side = ({ response }) => response;
/** `payload` without `req.` or `res.`: of the side that is being looked at. */
const eitherOf: Side = ({ request, response }) => response ?? request;

/** Bytes from `offset`, as a sample; they may still be to come. */
function bytesAt(subject: Subject, content: Content, offset: number, length: number): Sample | undefined {
  const begin = content.begin + offset;
  if (begin + length > content.end) {
    waitForMore(subject, content);
    return undefined;
  }
  return bin(content.bytes.toString('latin1', begin, begin + length));
}

/** All there is from `offset` when `length` is 0; that can still grow. */
const payload = (name: string, side: Side): Fetch => ({
  name,
  compile(call) {
    const offset = integerArgument(call, 0) ?? 0;
    const length = integerArgument(call, 1) ?? 0;
    return (subject) => {
      const content = side(subject);
      if (content === undefined) return undefined;
      if (length > 0) return bytesAt(subject, content, offset, length);
      if (!content.final) subject.unsettled = true;
      const begin = content.begin + offset;
      return begin > content.end ? undefined : bin(content.bytes.toString('latin1', begin, content.end));
    };
  },
});

/** A length in `lengthBytes` bytes at `offset` (big endian), and as many bytes after it, or elsewhere. */
const payloadLv = (name: string, side: Side): Fetch => ({
  name,
  compile(call) {
    const offset = integerArgument(call, 0) ?? 0;
    const lengthBytes = integerArgument(call, 1) ?? 0;
    const third = textArgument(call, 2);
    const behind = offset + lengthBytes;
    const start = third === undefined ? behind : /^[+-]/.test(third) ? behind + Number(third) : Number(third);
    return (subject) => {
      const content = side(subject);
      if (content === undefined) return undefined;
      const { bytes, begin, end } = content;
      if (begin + behind > end) {
        waitForMore(subject, content);
        return undefined;
      }
      let length = 0;
      for (let at = begin + offset; at < begin + behind; at++) length = length * 256 + bytes[at]!;
      return length === 0 ? undefined : bytesAt(subject, content, start, length);
    };
  },
});

const size = (name: string, side: Side): Fetch => ({
  name,
  compile: () => (subject) => {
    const content = side(subject);
    if (content === undefined) return undefined;
    if (!content.final) subject.unsettled = true;
    return sint(content.end - content.begin);
  },
});

/** True at the end of the time to inspect, never before. */
const waitEnd: Fetch = {
  name: 'wait_end',
  compile: () => (subject) => {
    const content = subject.response ?? subject.request;
    if (content === undefined || content.final) return TRUE;
    subject.unsettled = true;
    return FALSE;
  },
};

export const contentFetches: readonly Fetch[] = [
  payload('payload', eitherOf),
  payload('req.payload', requestOf),
  payload('res.payload', responseOf),
  payloadLv('payload_lv', eitherOf),
  payloadLv('req.payload_lv', requestOf),
  payloadLv('res.payload_lv', responseOf),
  size('req.len', requestOf),
  size('res.len', responseOf),
  waitEnd,
];
