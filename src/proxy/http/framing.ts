/**
 * How long the body of a message is, from its head. RFC 9112 6. What two parsers could read differently is a fault: a message
 * framed twice, a length that is no plain number, any transfer coding but one `chunked`.
 */
import { lowerCase, NINE, ZERO } from './bytes.js';
import type { Fault } from './fault.js';
import { HEADER_WIDTH, type Head } from './head.js';

/** What `Framing.kind` may be. */
export const NO_BODY = 0;
export const BY_LENGTH = 1;
export const CHUNKED = 2;
/** Of responses only: the body ends with the connection. */
export const UNTIL_CLOSE = 3;

export type BodyKind = typeof NO_BODY | typeof BY_LENGTH | typeof CHUNKED | typeof UNTIL_CLOSE;

/** One for a connection, filled again for each message. */
export class Framing {
  kind: BodyKind = NO_BODY;
  /** Bytes of a body BY_LENGTH. */
  length = 0;

  /** Of a request. A fault: the message must be refused. `bytes` and `begin` as they were given to the parser. */
  ofRequest(head: Head, bytes: Uint8Array, begin: number): Fault | undefined {
    return this.#said(head, bytes, begin, NO_BODY);
  }

  /**
   * Of a response to a request of method HEAD or not. Statuses without a body have none whatever the head says; a successful
   * answer to CONNECT is no message and never comes here.
   */
  ofResponse(head: Head, bytes: Uint8Array, begin: number, toHead: boolean): Fault | undefined {
    const fault = this.#said(head, bytes, begin, UNTIL_CLOSE);
    if (fault !== undefined) return fault;
    if (toHead || head.status < 200 || head.status === 204 || head.status === 304) {
      this.kind = NO_BODY;
      this.length = 0;
    }
    return undefined;
  }

  /** What the headers say; `unsaid` where they say nothing. */
  #said(head: Head, bytes: Uint8Array, begin: number, unsaid: BodyKind): Fault | undefined {
    this.kind = unsaid;
    this.length = 0;
    const lengthHeader = head.first('content-length');
    const codingHeader = head.first('transfer-encoding');
    if (codingHeader >= 0) {
      if (lengthHeader >= 0) return 'length-and-chunked';
      if (head.minorVersion === 0) return 'chunked-in-1.0';
      if ((head.next[codingHeader] ?? -1) >= 0 || !isChunked(head, codingHeader, bytes, begin)) return 'bad-transfer-encoding';
      this.kind = CHUNKED;
      return undefined;
    }
    if (lengthHeader < 0) return undefined;
    if ((head.next[lengthHeader] ?? -1) >= 0) return 'bad-content-length';
    const length = decimal(head, lengthHeader, bytes, begin);
    if (length < 0) return 'bad-content-length';
    this.kind = length === 0 ? NO_BODY : BY_LENGTH;
    this.length = length;
    return undefined;
  }
}

const chunked = Buffer.from('chunked', 'latin1');

function isChunked(head: Head, header: number, bytes: Uint8Array, begin: number): boolean {
  const valueBegin = head.headers[header * HEADER_WIDTH + 2] ?? 0;
  const valueEnd = head.headers[header * HEADER_WIDTH + 3] ?? 0;
  if (valueEnd - valueBegin !== chunked.length) return false;
  for (let at = 0; at < chunked.length; at += 1) {
    if (lowerCase[bytes[begin + valueBegin + at] ?? 0] !== chunked[at]) return false;
  }
  return true;
}

/** The value of a header of digits only; -1: it is anything else, or more than can be counted exactly. */
function decimal(head: Head, header: number, bytes: Uint8Array, begin: number): number {
  const valueBegin = begin + (head.headers[header * HEADER_WIDTH + 2] ?? 0);
  const valueEnd = begin + (head.headers[header * HEADER_WIDTH + 3] ?? 0);
  if (valueBegin === valueEnd) return -1;
  let value = 0;
  for (let at = valueBegin; at < valueEnd; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte < ZERO || byte > NINE) return -1;
    value = value * 10 + (byte - ZERO);
    if (value > Number.MAX_SAFE_INTEGER) return -1;
  }
  return value;
}
