/** Actions of rules, and names that are made up at run time, through HAProxy and through Headrace. */
import { needs } from '../support/programs.js';
import { compareLines, type RuleCase } from './rule-lines.js';

const test = needs('haproxy');

const inspecting = ['tcp-request inspect-delay 10s', 'tcp-request content accept if { req.len ge 3 }'];

const cases: RuleCase[] = [
  { name: 'no rule', send: ['abc'] },
  {
    name: 'captures, in the order of the lines',
    frontend: [
      'tcp-request inspect-delay 10s',
      'tcp-request content reject unless { req.len ge 3 }',
      'tcp-request content capture req.payload(0,3) len 2',
      'declare capture request len 4',
      'tcp-request content capture src len 100',
      'tcp-request content capture req.payload(0,100) len 100',
    ],
    format: '%hr|%{+Q}hr|%{+E}hr|%hrl|%{+Q}hrl|%[capture.req.hdr(0)]|%[capture.req.hdr(1)]|%[capture.req.hdr(9)]',
    send: ['abc'],
  },
  {
    name: 'captured bytes that are more than text',
    frontend: ['tcp-request content capture bin(70227c7d5d205c2371ff01) len 30'],
    format: '%hr|%{+E}hr|%{+Q}hrl',
  },
  {
    name: 'captures by converter',
    frontend: [
      'declare capture request len 4',
      'declare capture response len 4',
      'tcp-request content set-var(txn.a) str(abcdefg),capture-req(0)',
      'tcp-request content set-var(txn.b) str(abcdefg),capture-req(1)',
    ],
    format: '%hr|%hs|%hsl|%{+Q}hsl|%[var(txn.a)]|%[var(txn.b)]|%[str(xyz),capture-res(0)]|%hs|%[capture.res.hdr(0)]',
  },
  {
    name: 'a format as variable',
    frontend: [
      ...inspecting.slice(0, 1),
      'tcp-request connection set-var-fmt(sess.a) "%f|%b|%s|%ci|%fi"',
      'tcp-request session set-var-fmt(sess.b) %[src]',
      'tcp-request content set-var-fmt(txn.a) "%[var(txn.none)]|%bi|%s|%{+Q}[var(txn.none)]|a  b |%{+Q}[src]|%{+X}ci|%%"',
      'tcp-request content set-var-fmt(txn.b) "%f %b %s %si:%sp %B %U %Tw %Tc %Tt %ac %fc %bc %sc %rc %sq %bq"',
      'tcp-request content set-var-fmt(txn.c) %[var(txn.none)]',
      'tcp-request content set-var-fmt(txn.d) "  lead trail  "',
    ],
    backend: ['tcp-request content set-var-fmt(txn.f) "%f|%b|%s"', 'tcp-response content set-var-fmt(txn.g) "%s|%sc"'],
    format: [
      '%[var(sess.a)]¦%[var(sess.b)]¦%[var(txn.a)]¦%[var(txn.b)]¦%[var(txn.c)]¦%[var(txn.d)]',
      '%[var(txn.f)]¦%[var(txn.g)]',
    ].join('¦'),
    send: ['abc'],
  },
  {
    name: 'conditions of variables',
    frontend: [
      'tcp-request connection set-var(sess.a,ifnotexists) str(first)',
      'tcp-request connection set-var(sess.a,ifnotexists) str(second)',
      'tcp-request connection set-var-fmt(sess.b,ifexists) never',
      'tcp-request connection set-var-fmt(sess.c,ifnotempty) %[var(sess.none)]',
      'tcp-request connection set-var(sess.d) int(5)',
      'tcp-request connection set-var(sess.d,ifgt) int(4)',
      'tcp-request connection set-var(sess.e) int(5)',
      'tcp-request connection set-var(sess.e,iflt) int(4)',
      'tcp-request connection set-var(sess.f) str(x)',
      'tcp-request connection unset-var(sess.f)',
    ],
    format: '%[var(sess.a)] %[var(sess.b)] %[var(sess.c)] %[var(sess.d)] %[var(sess.e)] %[var(sess.f)]',
  },
  { name: 'set-log-level', frontend: ['tcp-request content set-log-level warning'] },
  { name: 'set-log-level silent', frontend: ['tcp-request content set-log-level silent'], silent: true },
  {
    name: 'set-log-level on lines of errors',
    frontend: ['option log-separate-errors', 'tcp-request content set-log-level debug', 'tcp-request content reject'],
  },
  {
    name: 'set-log-level for a target that takes errors only',
    log: 'local0 err',
    frontend: ['tcp-request content set-log-level err'],
  },
  { name: 'a target that takes errors only', log: 'local0 err', silent: true },
  { name: 'set-log-level of a response', backend: ['tcp-response content set-log-level alert'], send: ['abc'] },
  { name: 'a backend by format', frontend: [...inspecting, 'use_backend %[req.payload(0,1)]_%s'], send: ['bcd'] },
  {
    name: 'a backend that is not there ends the rules',
    frontend: ['use_backend %[str(none)]', 'use_backend other'],
  },
  { name: 'a backend by text and samples', frontend: ['use_backend o%[str(th)]e%{+E}[str(r)]'] },
  { name: 'a server by format', backend: ['use-server s%[int(2)] if TRUE'] },
  { name: 'a server that is not there ends the rules', backend: ['use-server %[str(none)] if TRUE', 'use-server s2 if TRUE'] },
  {
    name: 'a server by what the client says',
    frontend: inspecting,
    backend: ['use-server %[req.payload(0,2)] if { req.len ge 3 }'],
    send: ['s2 please'],
  },
  {
    name: 'actions that change packets only',
    frontend: [
      'tcp-request connection set-tos 0x10',
      'tcp-request session set-tos 4',
      'tcp-request content set-mark 5',
      'tcp-request content set-nice 5',
    ],
    backend: ['tcp-response content set-tos 4'],
    send: ['abc'],
  },
];

test('actions of rules', (t) => compareLines(t, cases, { sections: ['backend other\n'] }));
