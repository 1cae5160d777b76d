import test from 'ava';
import { BY_LENGTH, CHUNKED, Framing, NO_BODY, UNTIL_CLOSE } from '#headrace/proxy/http/framing.js';
import { Head } from '#headrace/proxy/http/head.js';
import { COMPLETE, HeadParser } from '#headrace/proxy/http/parse-head.js';

const names = new Map<number, string>([
  [NO_BODY, 'no body'],
  [BY_LENGTH, 'by length'],
  [CHUNKED, 'chunked'],
  [UNTIL_CLOSE, 'until close'],
]);

/** `headers` one a line. */
function framed(side: 'request' | 'response', headers: string[], { version = '1.1', status = 200, toHead = false } = {}): string {
  const line = side === 'request' ? `POST / HTTP/${version}` : `HTTP/${version} ${status} X`;
  const text = [line, ...headers, '', ''].join('\r\n');
  const bytes = Buffer.from(text, 'latin1');
  const parser = new HeadParser(new Head(8), side);
  parser.restart();
  if (parser.parse(bytes, 0, bytes.length) !== COMPLETE) return `head: ${parser.fault}`;
  const framing = new Framing();
  const fault = side === 'request' ? framing.ofRequest(parser.head, bytes, 0) : framing.ofResponse(parser.head, bytes, 0, toHead);
  return fault ?? `${names.get(framing.kind)}${framing.kind === BY_LENGTH ? ` ${framing.length}` : ''}`;
}

test('requests', (t) => {
  t.is(framed('request', []), 'no body');
  t.is(framed('request', ['Content-Length: 5']), 'by length 5');
  t.is(framed('request', ['Content-Length: 0']), 'no body');
  t.is(framed('request', [`Content-Length: ${Number.MAX_SAFE_INTEGER}`]), `by length ${Number.MAX_SAFE_INTEGER}`);
  t.is(framed('request', ['transfer-encoding: Chunked']), 'chunked');
});

test('responses', (t) => {
  t.is(framed('response', []), 'until close');
  t.is(framed('response', ['Content-Length: 5']), 'by length 5');
  t.is(framed('response', ['Content-Length: 5'], { toHead: true }), 'no body');
  t.is(framed('response', ['Transfer-Encoding: chunked']), 'chunked');
  for (const status of [100, 101, 103, 204, 304]) t.is(framed('response', ['Content-Length: 5'], { status }), 'no body');
});

test('what could be read in two ways is a fault, on either side', (t) => {
  for (const side of ['request', 'response'] as const) {
    for (const value of ['', '+5', '-5', '5a', '0x5', '5, 5', '5 5', '1e3', '9007199254740993', '99999999999999999999']) {
      t.is(framed(side, [`Content-Length: ${value}`]), 'bad-content-length', value);
    }
    t.is(framed(side, ['Content-Length: 5', 'Content-Length: 5']), 'bad-content-length');
    t.is(framed(side, ['Content-Length: 5', 'Transfer-Encoding: chunked']), 'length-and-chunked');
    t.is(framed(side, ['Transfer-Encoding: chunked'], { version: '1.0' }), 'chunked-in-1.0');
    for (const value of ['', 'identity', 'gzip, chunked', 'chunked, chunked', 'chunked;q=1', 'xchunked', '"chunked"']) {
      t.is(framed(side, [`Transfer-Encoding: ${value}`]), 'bad-transfer-encoding', value);
    }
    t.is(framed(side, ['Transfer-Encoding: chunked', 'Transfer-Encoding: chunked']), 'bad-transfer-encoding');
  }
});

test('a response that has no body may still not be framed twice', (t) => {
  t.is(framed('response', ['Content-Length: 5', 'Transfer-Encoding: chunked'], { status: 204 }), 'length-and-chunked');
});
