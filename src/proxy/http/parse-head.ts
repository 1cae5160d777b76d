/**
 * Parses the head of an HTTP/1 message, strictly as RFC 9112 has it: what two parsers could read differently is a fault. Goes on
 * where it stopped when more bytes come, so that a peer that sends byte by byte costs no more than one that sends at once.
 */
import { COLON, CR, LF, lowerCase, NINE, SPACE, TAB, targetBytes, tokenBytes, valueBytes, ZERO } from './bytes.js';
import type { Fault } from './fault.js';
import type { Head } from './head.js';
import { hashByte, knownHeaderAt } from './known-headers.js';

/** What `parse` answers. */
export const INCOMPLETE = 0;
export const COMPLETE = 1;
export const FAULTY = 2;
/** Between the parts of a head only: the next part may be parsed. */
const GO_ON = 3;

type Outcome = typeof INCOMPLETE | typeof COMPLETE | typeof FAULTY;
type Step = Outcome | typeof GO_ON;

/** Where the parser is. The lines of both kinds of message, then the headers. */
const phases = {
  blankLines: 0,
  method: 1,
  target: 2,
  requestVersion: 3,
  responseVersion: 4,
  status: 5,
  reason: 6,
  lineEnd: 7,
  lineBegin: 8,
  name: 9,
  beforeValue: 10,
  value: 11,
  headEnd: 12,
} as const;

type Phase = (typeof phases)[keyof typeof phases];

const versionText = Buffer.from('HTTP/1.', 'latin1');

export class HeadParser {
  /** What is wrong, once `parse` has answered FAULTY. */
  fault: Fault | undefined;
  /** Where parsing goes on, or where the fault is. From `begin` on, as all offsets. */
  position = 0;

  #phase: Phase = phases.blankLines;
  /** Where the part that is being parsed begins. */
  #partBegin = 0;
  #hash = 0;

  constructor(
    readonly head: Head,
    readonly side: 'request' | 'response',
  ) {}

  /** Forgets the last message. */
  restart(): void {
    this.head.clear(0);
    this.fault = undefined;
    this.position = 0;
    this.#partBegin = 0;
    this.#phase = this.side === 'request' ? phases.blankLines : phases.responseVersion;
  }

  /**
   * Parses what is there: `bytes` from `begin` to `end`, with the same bytes before those that are new as the last time.
   * COMPLETE: `head` is filled, and `head.end` is where the body begins. FAULTY: `fault` and `position` say what and where.
   */
  parse(bytes: Uint8Array, begin: number, end: number): Outcome {
    let step: Step = GO_ON;
    while (step === GO_ON) step = this.#step(bytes, begin, end);
    return step;
  }

  #step(bytes: Uint8Array, begin: number, end: number): Step {
    switch (this.#phase) {
      case phases.blankLines:
        return this.#blankLines(bytes, begin, end);
      case phases.method:
        return this.#method(bytes, begin, end);
      case phases.target:
        return this.#target(bytes, begin, end);
      case phases.requestVersion:
        return this.#version(bytes, begin, end, phases.lineEnd, CR);
      case phases.responseVersion:
        return this.#version(bytes, begin, end, phases.status, SPACE);
      case phases.status:
        return this.#status(bytes, begin, end);
      case phases.reason:
        return this.#reason(bytes, begin, end);
      case phases.lineEnd:
        return this.#lineFeed(bytes, begin, end, phases.lineBegin);
      case phases.lineBegin:
        return this.#lineBegin(bytes, begin, end);
      case phases.name:
        return this.#name(bytes, begin, end);
      case phases.beforeValue:
        return this.#beforeValue(bytes, begin, end);
      case phases.value:
        return this.#value(bytes, begin, end);
      case phases.headEnd:
        return this.#headEnd(bytes, begin, end);
    }
  }

  /** Empty lines before a request are skipped (RFC 9112 2.2). */
  #blankLines(bytes: Uint8Array, begin: number, end: number): Step {
    let at = begin + this.position;
    while (at + 1 < end && bytes[at] === CR && bytes[at + 1] === LF) at += 2;
    this.position = at - begin;
    if (at === end) return INCOMPLETE;
    if (bytes[at] === CR) return at + 1 === end ? INCOMPLETE : this.#faulty('bare-cr', at - begin);
    if (bytes[at] === LF) return this.#faulty('bare-lf', at - begin);
    this.head.begin = this.position;
    return this.#enter(phases.method, this.position);
  }

  #method(bytes: Uint8Array, begin: number, end: number): Step {
    const at = skip(tokenBytes, bytes, begin + this.position, end);
    this.position = at - begin;
    if (at === end) return INCOMPLETE;
    if (bytes[at] !== SPACE || this.position === this.#partBegin) return this.#faulty('bad-method', this.position);
    this.head.methodEnd = this.position;
    return this.#enter(phases.target, this.position + 1);
  }

  #target(bytes: Uint8Array, begin: number, end: number): Step {
    const at = skip(targetBytes, bytes, begin + this.position, end);
    this.position = at - begin;
    if (at === end) return INCOMPLETE;
    if (bytes[at] !== SPACE || this.position === this.#partBegin) return this.#faulty('bad-target', this.position);
    this.head.targetBegin = this.#partBegin;
    this.head.targetEnd = this.position;
    return this.#enter(phases.requestVersion, this.position + 1);
  }

  /** `HTTP/1.0` or `HTTP/1.1` with the byte that must follow. */
  #version(bytes: Uint8Array, begin: number, end: number, next: Phase, follower: number): Step {
    for (; begin + this.position < end; this.position += 1) {
      const byte = bytes[begin + this.position] ?? 0;
      const place = this.position - this.#partBegin;
      if (place < versionText.length) {
        if (byte !== versionText[place]) return this.#faulty('bad-version', this.position);
      } else if (place === versionText.length) {
        if (byte !== ZERO && byte !== ZERO + 1) return this.#faulty('bad-version', this.position);
        this.head.minorVersion = byte - ZERO;
      } else {
        return byte === follower ? this.#enter(next, this.position + 1) : this.#faulty('bad-version', this.position);
      }
    }
    return INCOMPLETE;
  }

  /** Three digits, then a space and the reason phrase, or the end of the line: many servers leave the space out. */
  #status(bytes: Uint8Array, begin: number, end: number): Step {
    for (; begin + this.position < end; this.position += 1) {
      const byte = bytes[begin + this.position] ?? 0;
      const place = this.position - this.#partBegin;
      if (place === 0) this.head.status = 0;
      if (place < 3) {
        if (byte < (place === 0 ? ZERO + 1 : ZERO) || byte > NINE) return this.#faulty('bad-status', this.position);
        this.head.status = this.head.status * 10 + byte - ZERO;
        continue;
      }
      if (byte === SPACE) return this.#enter(phases.reason, this.position + 1);
      if (byte !== CR) return this.#faulty('bad-status', this.position);
      this.head.reasonBegin = this.position;
      this.head.reasonEnd = this.position;
      return this.#enter(phases.lineEnd, this.position + 1);
    }
    return INCOMPLETE;
  }

  #reason(bytes: Uint8Array, begin: number, end: number): Step {
    const at = skip(valueBytes, bytes, begin + this.position, end);
    this.position = at - begin;
    if (at === end) return INCOMPLETE;
    if (bytes[at] !== CR) return this.#faulty(bytes[at] === LF ? 'bare-lf' : 'bad-reason', this.position);
    this.head.reasonBegin = this.#partBegin;
    this.head.reasonEnd = this.position;
    return this.#enter(phases.lineEnd, this.position + 1);
  }

  #lineFeed(bytes: Uint8Array, begin: number, end: number, next: Phase): Step {
    const at = begin + this.position;
    if (at === end) return INCOMPLETE;
    if (bytes[at] !== LF) return this.#faulty('bare-cr', this.position - 1);
    return this.#enter(next, this.position + 1);
  }

  #lineBegin(bytes: Uint8Array, begin: number, end: number): Step {
    const at = begin + this.position;
    if (at === end) return INCOMPLETE;
    const byte = bytes[at];
    if (byte === CR) return this.#enter(phases.headEnd, this.position + 1);
    if (byte === LF) return this.#faulty('bare-lf', this.position);
    if (byte === SPACE || byte === TAB) return this.#faulty('folded-line', this.position);
    if (byte === COLON) return this.#faulty('empty-name', this.position);
    if (this.head.count === this.head.maxHeaders) return this.#faulty('too-many-headers', this.position);
    this.#hash = 0;
    return this.#enter(phases.name, this.position);
  }

  #name(bytes: Uint8Array, begin: number, end: number): Step {
    let at = begin + this.position;
    let hash = this.#hash;
    for (; at < end; at += 1) {
      const byte = bytes[at] ?? 0;
      if (tokenBytes[byte] === 0) break;
      hash = hashByte(hash, lowerCase[byte] ?? 0);
    }
    this.#hash = hash;
    this.position = at - begin;
    if (at === end) return INCOMPLETE;
    if (bytes[at] !== COLON) return this.#faulty(bytes[at] === LF ? 'bare-lf' : 'bad-name', this.position);
    this.head.addName(knownHeaderAt(hash, bytes, begin + this.#partBegin, at), this.#partBegin, this.position);
    return this.#enter(phases.beforeValue, this.position + 1);
  }

  #beforeValue(bytes: Uint8Array, begin: number, end: number): Step {
    let at = begin + this.position;
    while (at < end && (bytes[at] === SPACE || bytes[at] === TAB)) at += 1;
    this.position = at - begin;
    return at === end ? INCOMPLETE : this.#enter(phases.value, this.position);
  }

  #value(bytes: Uint8Array, begin: number, end: number): Step {
    const at = skip(valueBytes, bytes, begin + this.position, end);
    this.position = at - begin;
    if (at === end) return INCOMPLETE;
    if (bytes[at] !== CR) return this.#faulty(bytes[at] === LF ? 'bare-lf' : 'bad-value', this.position);
    let valueEnd = at;
    while (valueEnd > begin + this.#partBegin && (bytes[valueEnd - 1] === SPACE || bytes[valueEnd - 1] === TAB)) valueEnd -= 1;
    this.head.setValue(this.#partBegin, valueEnd - begin);
    return this.#enter(phases.lineEnd, this.position + 1);
  }

  #headEnd(bytes: Uint8Array, begin: number, end: number): Step {
    const at = begin + this.position;
    if (at === end) return INCOMPLETE;
    if (bytes[at] !== LF) return this.#faulty('bare-cr', this.position - 1);
    this.position += 1;
    this.head.end = this.position;
    return COMPLETE;
  }

  #enter(phase: Phase, position: number): typeof GO_ON {
    this.#phase = phase;
    this.#partBegin = position;
    this.position = position;
    return GO_ON;
  }

  #faulty(fault: Fault, position: number): typeof FAULTY {
    this.fault = fault;
    this.position = position;
    return FAULTY;
  }
}

/** The first place from `at` on, or `end`, whose byte does not belong to the table. */
function skip(table: Uint8Array, bytes: Uint8Array, at: number, end: number): number {
  while (at < end && table[bytes[at] ?? 0] === 1) at += 1;
  return at;
}
