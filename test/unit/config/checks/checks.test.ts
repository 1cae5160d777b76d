import { checks } from '#headrace/config/checks/index.js';
import test from 'ava';
import { build, codesOf } from '../build.js';

const timeouts = 'defaults\n timeout connect 1s\n timeout client 1s\n timeout server 1s\n';
/** Four lines of defaults come first. */
const after = (text: string) => codesOf(build(timeouts + text));

test('checks have different names', (t) => {
  t.is(new Set(checks.map(({ name }) => name)).size, checks.length);
});

test('default_backend must name a proxy with servers', (t) => {
  t.deepEqual(after('frontend f\n bind :1\n default_backend b\nbackend b\n'), []);
  t.deepEqual(after('frontend f\n bind :1\n default_backend b\nlisten b\n bind :2\n'), []);
  t.deepEqual(after('frontend f\n bind :1\n default_backend g\nfrontend g\n bind :2\n'), ['7: unknown-backend']);
  t.deepEqual(after('frontend f\n bind :1\n default_backend f\nbackend f\n'), []);
  t.deepEqual(after('listen l\n bind :1\n default_backend l\n'), ['7: backend-loop']);
});

test('a backend that is nearly named is suggested', (t) => {
  const { diagnostics } = build(`${timeouts}frontend f\n bind :1\n default_backend wbe\nbackend web\n`);
  t.is(diagnostics[0]?.hint, "did you mean 'web'?");
});

test('a disabled proxy is not asked for its backend, its bind or its timeouts', (t) => {
  t.deepEqual(codesOf(build('frontend f\n disabled\n default_backend x\n')), []);
});

test('two servers of a backend have different names', (t) => {
  t.deepEqual(after('backend b\n server s 10.0.0.1:1\n server s 10.0.0.2:1\nbackend c\n server s 10.0.0.1:1\n'), [
    '7: duplicate-server',
  ]);
});

test('two proxies that accept, or two that serve, have different names', (t) => {
  t.deepEqual(after('frontend f\n bind :1\nfrontend f\n bind :2\n'), ['7: duplicate-proxy']);
  t.deepEqual(after('listen f\n bind :1\nbackend f\n'), ['7: duplicate-proxy']);
  t.deepEqual(after('frontend f\n bind :1\nbackend f\n'), []);
});

test('a frontend without bind earns a warning, and one whose bind is wrong does not earn a second', (t) => {
  t.deepEqual(after('frontend f\n'), ['5: no-bind']);
  t.deepEqual(after('frontend f\n bind 127.0.0.1\n'), ['6: missing-port']);
});

test('missing timeouts are named', (t) => {
  const { diagnostics } = build('listen l\n bind :1\n timeout client 1s\n server s 10.0.0.1:1\n');
  t.like(diagnostics[0], {
    code: 'missing-timeouts',
    severity: 'warning',
    line: 1,
    message: "proxy 'l' lacks 'timeout connect', 'timeout server'",
  });
  t.deepEqual(codesOf(build('backend b\n')), []);
});

test('a log format without a target earns a warning', (t) => {
  t.deepEqual(after('frontend f\n bind :1\n option tcplog\n'), ['7: unused-log-format']);
  t.deepEqual(after('frontend f\n bind :1\n option tcplog\n log stdout daemon\n'), []);
});
