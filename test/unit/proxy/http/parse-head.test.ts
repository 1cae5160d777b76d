import test from 'ava';
import fc from 'fast-check';
import { HEADER_WIDTH, Head } from '#headrace/proxy/http/head.js';
import { COMPLETE, FAULTY, HeadParser, INCOMPLETE } from '#headrace/proxy/http/parse-head.js';

const MAX_HEADERS = 8;

/** What a head comes to, as text. */
function parsed(side: 'request' | 'response', text: string, pieces: number[] = []) {
  const bytes = Buffer.from(`before${text}`, 'latin1');
  const parser = new HeadParser(new Head(MAX_HEADERS), side);
  parser.restart();
  let outcome: number = INCOMPLETE;
  for (const end of [...pieces.map((piece) => Math.min(piece, text.length)).sort((a, b) => a - b), text.length]) {
    outcome = parser.parse(bytes, 6, 6 + end);
    if (outcome !== INCOMPLETE) break;
  }
  if (outcome === INCOMPLETE) return 'incomplete';
  if (outcome === FAULTY) return `${parser.fault} at ${parser.position}`;
  const { head } = parser;
  const at = (begin: number, end: number) => bytes.toString('latin1', 6 + begin, 6 + end);
  const headers = Array.from({ length: head.count }, (_, index) => {
    const [nameBegin = 0, nameEnd = 0, valueBegin = 0, valueEnd = 0] = head.headers.subarray(index * HEADER_WIDTH);
    return [at(nameBegin, nameEnd), at(valueBegin, valueEnd)];
  });
  return {
    line:
      side === 'request'
        ? [at(head.begin, head.methodEnd), at(head.targetBegin, head.targetEnd), head.minorVersion]
        : [head.minorVersion, head.status, at(head.reasonBegin, head.reasonEnd)],
    headers,
    end: head.end,
  };
}

test('a request', (t) => {
  const text = 'GET /a?b=c HTTP/1.1\r\nHost: example.com\r\nX-Empty:\r\nx: \t two words \t\r\n\r\nbody';
  t.deepEqual(parsed('request', text), {
    line: ['GET', '/a?b=c', 1],
    headers: [
      ['Host', 'example.com'],
      ['X-Empty', ''],
      ['x', 'two words'],
    ],
    end: text.length - 4,
  });
});

test('empty lines before a request are skipped', (t) => {
  t.deepEqual(parsed('request', '\r\n\r\nOPTIONS * HTTP/1.0\r\n\r\n'), { line: ['OPTIONS', '*', 0], headers: [], end: 26 });
});

test('a response, with and without a reason', (t) => {
  t.deepEqual(parsed('response', 'HTTP/1.1 200 All is \xe9\r\n\r\n'), { line: [1, 200, 'All is \xe9'], headers: [], end: 25 });
  t.deepEqual(parsed('response', 'HTTP/1.0 404\r\n\r\n'), { line: [0, 404, ''], headers: [], end: 16 });
  t.deepEqual(parsed('response', 'HTTP/1.0 999 \r\n\r\n'), { line: [0, 999, ''], headers: [], end: 17 });
});

test('known headers are found by name, in any case and all of them', (t) => {
  const text = 'GET / HTTP/1.1\r\nhost: a\r\nCOOKIE: b=c\r\nX-Cookie: no\r\nCookie: d=e\r\nContent-Typo: x\r\n\r\n';
  const parser = new HeadParser(new Head(MAX_HEADERS), 'request');
  parser.restart();
  t.is(parser.parse(Buffer.from(text, 'latin1'), 0, text.length), COMPLETE);
  const { head } = parser;
  t.is(head.first('host'), 0);
  t.is(head.first('cookie'), 1);
  t.is(head.next[1], 3);
  t.is(head.next[3], -1);
  t.false(head.has('content-type'));
});

test('a parser is used again', (t) => {
  const parser = new HeadParser(new Head(MAX_HEADERS), 'request');
  for (const text of [
    'GET / HTTP/1.1\r\nHost: a\r\n\r\n',
    'GET / HTTP/1.1\r\nbroken\r\n\r\n',
    'GET / HTTP/1.0\r\nCookie: a\r\n\r\n',
  ]) {
    parser.restart();
    parser.parse(Buffer.from(text, 'latin1'), 0, text.length);
  }
  t.is(parser.fault, undefined);
  t.is(parser.head.count, 1);
  t.false(parser.head.has('host'));
  t.true(parser.head.has('cookie'));
});

const refusedRequests: [text: string, fault: string][] = [
  ['G(T / HTTP/1.1\r\n\r\n', 'bad-method at 1'],
  [' GET / HTTP/1.1\r\n\r\n', 'bad-method at 0'],
  ['GET  / HTTP/1.1\r\n\r\n', 'bad-target at 4'],
  ['GET\t/ HTTP/1.1\r\n\r\n', 'bad-method at 3'],
  ['GET /#top HTTP/1.1\r\n\r\n', 'bad-target at 5'],
  ['GET /\xe9 HTTP/1.1\r\n\r\n', 'bad-target at 5'],
  ['GET /\r\n', 'bad-target at 5'],
  ['GET /  HTTP/1.1\r\n\r\n', 'bad-version at 6'],
  ['GET / HTTP/1.2\r\n\r\n', 'bad-version at 13'],
  ['GET / http/1.1\r\n\r\n', 'bad-version at 6'],
  ['GET / HTTP/2.0\r\n\r\n', 'bad-version at 11'],
  ['GET / HTTP/1.1 \r\n\r\n', 'bad-version at 14'],
  ['GET / HTTP/1.1\n\n', 'bad-version at 14'],
  ['\nGET / HTTP/1.1\r\n\r\n', 'bare-lf at 0'],
  ['\rGET / HTTP/1.1\r\n\r\n', 'bare-cr at 0'],
  ['GET / HTTP/1.1\rHost: a\r\n\r\n', 'bare-cr at 14'],
  ['GET / HTTP/1.1\r\nHost: a\n\r\n', 'bare-lf at 23'],
  ['GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n', 'bare-cr at 23'],
  ['GET / HTTP/1.1\r\nHost: a\r\n\n', 'bare-lf at 25'],
  ['GET / HTTP/1.1\r\nHost: a\r\n\rX', 'bare-cr at 25'],
  ['GET / HTTP/1.1\r\nHost: a\r\n b\r\n\r\n', 'folded-line at 25'],
  ['GET / HTTP/1.1\r\n\tHost: a\r\n\r\n', 'folded-line at 16'],
  ['GET / HTTP/1.1\r\n: a\r\n\r\n', 'empty-name at 16'],
  ['GET / HTTP/1.1\r\nHost : a\r\n\r\n', 'bad-name at 20'],
  ['GET / HTTP/1.1\r\nH\xf6st: a\r\n\r\n', 'bad-name at 17'],
  ['GET / HTTP/1.1\r\nHost\r\n\r\n', 'bad-name at 20'],
  ['GET / HTTP/1.1\r\nX: a\0b\r\n\r\n', 'bad-value at 20'],
  ['GET / HTTP/1.1\r\nX: a\x7fb\r\n\r\n', 'bad-value at 20'],
  [`GET / HTTP/1.1\r\n${'X: a\r\n'.repeat(MAX_HEADERS + 1)}\r\n`, `too-many-headers at ${16 + 6 * MAX_HEADERS}`],
];

test('what is wrong with a request, and where', (t) => {
  for (const [text, fault] of refusedRequests) t.is(parsed('request', text), fault, JSON.stringify(text));
});

const refusedResponses: [text: string, fault: string][] = [
  ['\r\nHTTP/1.1 200 OK\r\n\r\n', 'bad-version at 0'],
  ['HTTP/0.9 200 OK\r\n\r\n', 'bad-version at 5'],
  ['ICY 200 OK\r\n\r\n', 'bad-version at 0'],
  ['HTTP/1.1\t200 OK\r\n\r\n', 'bad-version at 8'],
  ['HTTP/1.1  200 OK\r\n\r\n', 'bad-status at 9'],
  ['HTTP/1.1 99 OK\r\n\r\n', 'bad-status at 11'],
  ['HTTP/1.1 099 OK\r\n\r\n', 'bad-status at 9'],
  ['HTTP/1.1 2000 OK\r\n\r\n', 'bad-status at 12'],
  ['HTTP/1.1 200 O\x01K\r\n\r\n', 'bad-reason at 14'],
  ['HTTP/1.1 200 OK\n\n', 'bare-lf at 15'],
];

test('what is wrong with a response, and where', (t) => {
  for (const [text, fault] of refusedResponses) t.is(parsed('response', text), fault, JSON.stringify(text));
});

/** Bytes that mean something to the parser come often, so that most texts get past the first line. */
const headText = fc
  .array(
    fc.constantFrom(
      'GET',
      ' ',
      '/',
      'HTTP/1.1',
      '\r\n',
      '\r\n\r\n',
      'Host',
      ':',
      'a',
      '\r',
      '\n',
      '\t',
      '\0',
      '\x7f',
      '200',
      'X-Y: z\r\n',
    ),
    { maxLength: 24 },
  )
  .map((parts) => parts.join(''));

for (const side of ['request', 'response'] as const) {
  test(`${side}: the places where the bytes are cut make no difference`, (t) => {
    const line = side === 'request' ? 'GET / HTTP/1.1\r\n' : 'HTTP/1.1 200 OK\r\n';
    fc.assert(
      fc.property(fc.boolean(), headText, fc.array(fc.nat(80), { maxLength: 10 }), (withLine, text, cuts) => {
        const whole = withLine ? line + text : text;
        t.deepEqual(parsed(side, whole, cuts), parsed(side, whole));
      }),
    );
  });
}
