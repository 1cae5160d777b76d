/** `tcp-check` lines that HAProxy 2.6 takes and refuses: we do the same. `;` parts lines. */
import test from 'ava';
import { build, codesOf } from './build.js';

const accepted = [
  'tcp-check set-var(proc.a) int(1)',
  'tcp-check set-var(sess.a) int(1)',
  'tcp-check set-var(check.a) int(1)',
  'tcp-check set-var(txn.a) int(1)',
  'tcp-check set-var(req.a) int(1)',
  'tcp-check set-var(res.a) int(1)',
  'tcp-check set-var(check.a,ifempty) int(1)',
  'tcp-check set-var(check.a) int(1) foo',
  'tcp-check set-var-fmt(check.a) "%[int(1)]"',
  'tcp-check set-var-fmt(check.a) ""',
  'tcp-check set-var-fmt(check.a) abc def',
  'tcp-check unset-var(check.a)',
  'tcp-check unset-var(check.a) foo',
  'tcp-check unset-var(txn.a)',
  'tcp-check set-var(check.a) src',
  'tcp-check send-lf "%[src]"',
  'tcp-check send-lf abc comment foo',
  'tcp-check send-binary-lf 6',
  'tcp-check send-binary-lf 61',
  'tcp-check send-binary-lf xyz',
  'tcp-check send-binary-lf "%[str(61)]" comment "a b"',
  'tcp-check expect string-lf abc',
  'tcp-check expect binary-lf 616',
  'tcp-check expect binary-lf xyz',
  'tcp-check expect ! string-lf abc',
  'tcp-check expect !string-lf abc',
  'tcp-check expect status-code int(5) string a',
  'tcp-check expect status-code src string a',
  'tcp-check expect status-code str(x) string a',
  'tcp-check expect status-code bool(true) string a',
  'tcp-check expect status-code ipv4(1.2.3.4) string a',
  'tcp-check expect status-code res.payload(0,3) string a',
  'tcp-check expect on-success "%[src]" string a',
  'tcp-check connect port int(5)',
  'tcp-check connect port var(check.a)',
  'tcp-check connect port str(a)',
  'tcp-check connect port src',
  'tcp-check connect via-socks4',
  'tcp-check connect proto none',
  'tcp-check connect default',
  'tcp-check connect default port 1 addr 127.0.0.1 send-proxy linger comment abc',
  'tcp-check set-var(check.a) int(1);tcp-check connect',
  'tcp-check unset-var(check.a);tcp-check comment x;tcp-check set-var-fmt(check.a) x;tcp-check connect',
  'tcp-check comment a b',
  'tcp-check expect min-recv 3 comment a string a',
  'tcp-check connect addr 127.0.0.1:99',
  'tcp-check connect addr unix@/tmp/x',
  'tcp-check connect port 5;server s 127.0.0.1 check',
  'tcp-check set-var(check.a) int(1);tcp-check connect port 5;server s 127.0.0.1 check',
];

const refused = [
  'tcp-check set-var(a) int(1)',
  'tcp-check set-var int(1)',
  'tcp-check set-var() int(1)',
  'tcp-check set-var(check.a)',
  'tcp-check set-var(check.a) foo',
  'tcp-check set-var(check.a,foo) int(1)',
  'tcp-check set-var-fmt(check.a) "%[foo]"',
  'tcp-check unset-var(check.a,ifempty)',
  'tcp-check unset-var',
  'tcp-check set-var(check.a) req.len',
  'tcp-check set-var(check.a) path',
  'tcp-check send-lf',
  'tcp-check send-lf ""',
  'tcp-check send-lf "%HM"',
  'tcp-check send-lf "%foo"',
  'tcp-check send-lf abc foo',
  'tcp-check expect string-lf',
  'tcp-check expect string-lf ""',
  'tcp-check expect status-code string a',
  'tcp-check expect status-code foo string a',
  'tcp-check expect on-success "" string a',
  'tcp-check expect on-success "%[foo]" string a',
  'tcp-check expect on-error "%HM" string a',
  'tcp-check expect string a on-error',
  'tcp-check expect string a string b',
  'tcp-check expect string a foo',
  'tcp-check expect string a comment',
  'tcp-check connect port',
  'tcp-check connect port foo',
  'tcp-check connect port 0',
  'tcp-check connect port 70000',
  'tcp-check connect port int(5),foo',
  'tcp-check connect port 12foo',
  'tcp-check connect port +12',
  'tcp-check connect proto h1',
  'tcp-check connect proto h2',
  'tcp-check connect proto fcgi',
  'tcp-check connect proto foo',
  'tcp-check connect proto',
  'tcp-check connect foo',
  'tcp-check connect comment',
  'tcp-check set-var(check.a) int(1);tcp-check send a;tcp-check connect',
  'tcp-check foo',
  'tcp-check',
  'tcp-check comment',
  'tcp-check send ""',
  'tcp-check send a b',
  'tcp-check send a comment b c',
  'tcp-check expect',
  'tcp-check expect string ""',
  'tcp-check expect binary ""',
  'tcp-check expect rstring ""',
  'tcp-check expect ok-status foo string a',
  'tcp-check connect addr 127.0.0.1:1-5',
  'tcp-check connect addr',
  'tcp-check expect string a;tcp-check send b;tcp-check connect',
  'tcp-check connect;server s 127.0.0.1 check',
  'tcp-check connect port int(5);server s 127.0.0.1 check',
  'tcp-check connect port 5;tcp-check connect;server s 127.0.0.1 check',
  'tcp-check connect;tcp-check connect port 5;server s 127.0.0.1 check',
  'tcp-check send a;server s 127.0.0.1 check',
];

function verdict(rules: string): string[] {
  const lines = rules.split(';').map((line) => `  ${line}`);
  const server = rules.includes('server s') ? [] : ['  server s 127.0.0.1:1 check'];
  const text = ['defaults', '  mode tcp', '  timeout connect 1s', '  timeout server 1s', 'backend b', '  option tcp-check'];
  return codesOf(build([...text, ...lines, ...server, ''].join('\n')));
}

for (const rules of accepted) test(`taken: ${rules}`, (t) => t.deepEqual(verdict(rules), []));

for (const rules of refused) test(`refused: ${rules}`, (t) => t.true(verdict(rules).length > 0));

test('what needs TLS is told apart from mistakes', (t) => {
  for (const rule of ['connect ssl', 'connect sni str(a)', 'connect alpn h2']) {
    t.deepEqual(verdict(`tcp-check ${rule}`), ['7: unsupported-feature'], rule);
  }
  t.deepEqual(verdict('tcp-check connect alpn'), ['7: missing-argument']);
});

test('what expressions name exists', (t) => {
  t.deepEqual(verdict('tcp-check expect string a on-error "%[srv_is_up(other)]"'), ['7: unknown-server']);
  t.deepEqual(verdict('tcp-check set-var(check.a) nbsrv(other)'), ['7: unknown-proxy']);
});
