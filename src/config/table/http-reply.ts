/** What `http-request return`, `deny`, `tarpit` and `http-error` say of the answer. Source: configuration.txt, 4.2, "http-request return". */
import { errorPage, statusCode } from './error-pages.js';
import { text, wholeNumber } from './later.js';
import type { Line } from './line.js';
import { format, named } from './samples.js';

const anyStatus = wholeNumber({ min: 200, max: 599, notation: '<status>' });
const payloads = ['string', 'lf-string', 'file', 'lf-file'];
const ready = ['default-errorfiles', 'errorfile', 'errorfiles'];

/** `deny` and errors have the status codes of error pages, `return` has any. Ends before a condition. */
export function reply(line: Line, kind: 'return' | 'deny'): void {
  let contentType = false;
  let payload: string | undefined;
  while (!line.ended) {
    if (line.takes('status')) line.read(kind === 'return' ? anyStatus : statusCode);
    else if (kind === 'deny' && line.takes('deny_status')) line.read(statusCode);
    else if (line.takes('content-type')) contentType = line.read(text('<type>')) !== undefined;
    else if (line.takes('default-errorfiles')) payload = undefined;
    else if (line.takes('errorfile')) errorPage(line);
    else if (line.takes('errorfiles')) named('http-errors')(line);
    else if (line.takes('hdr')) {
      line.read(text('<header>'));
      format(line);
    } else if (payloads.includes(line.next)) payload = readPayload(line);
    else break;
  }
  if (payload !== undefined && payload !== '' && !contentType) {
    line.refuse('missing-argument', `'${line.title}' with a payload expects 'content-type'`);
  }
}

function readPayload(line: Line): string | undefined {
  const kind = line.take()!.value;
  if (kind === 'lf-string') {
    const { next } = line;
    format(line);
    return next;
  }
  const word = line.word('<payload>');
  if (word === undefined || kind === 'string') return word?.value;
  const read = line.context.system.readFile(word.value);
  if ('text' in read) return read.text;
  line.refuse('unusable-file', `cannot open '${word.value}': ${read.fault}`, word);
  return undefined;
}

/** Words that may begin a part of an answer, for did-you-mean. */
export const replyWords = ['status', 'content-type', 'hdr', ...payloads, ...ready];
