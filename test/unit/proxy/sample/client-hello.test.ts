import test from 'ava';
import { clientHello } from '../../../support/client-hello.js';
import { evaluate, subjectOf } from './subjects.js';

test('name, protocols and type of a TLS hello are read; a part of one is waited for', async (t) => {
  const hello = await clientHello('www.example.com', ['h2', 'http/1.1']);
  t.is(evaluate('req.ssl_sni', subjectOf(hello)), 'www.example.com');
  t.is(evaluate('req.ssl_alpn', subjectOf(hello)), 'h2');
  t.is(evaluate('req.ssl_hello_type', subjectOf(hello)), '1');
  const half = subjectOf(hello.subarray(0, 100));
  t.is(evaluate('req.ssl_sni', half), undefined);
  t.true(half.unsettled);
  const ended = subjectOf(hello.subarray(0, 100), true);
  t.is(evaluate('req.ssl_sni', ended), undefined);
  t.false(ended.unsettled);
});

test('what is no TLS has no name and is not waited for', (t) => {
  const subject = subjectOf('GET / HTTP/1.1\r\n');
  t.is(evaluate('req.ssl_sni', subject), undefined);
  t.false(subject.unsettled);
});
