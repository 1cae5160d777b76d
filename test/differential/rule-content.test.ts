/**
 * What rules see of the content of real connections, and how long they wait for it, through HAProxy and through Headrace:
 * whole, in many pieces, too little, cut short.
 */
import type { ExecutionContext } from 'ava';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { clientHello } from '../support/client-hello.js';
import { needs } from '../support/programs.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { compareLines, type RuleCase } from './rule-lines.js';

const test = needs('haproxy');

const patient = 'tcp-request inspect-delay 10s';
const hasty = 'tcp-request inspect-delay 50ms';
const hello = 'tcp-request content accept if { req.ssl_hello_type 1 }';

/** A variable for each expression, as rules see it. */
const asked = (...expressions: string[]): Pick<RuleCase, 'format'> & { lines: string[] } => ({
  lines: expressions.map((expression, index) => `tcp-request content set-var(txn.v${index}) ${expression}`),
  format: expressions.map((_, index) => `%[var(txn.v${index})]`).join('|'),
});

const ofHello = asked(
  ...['req.ssl_sni', 'req.ssl_hello_type', 'req.ssl_ver', 'req.ssl_alpn', 'req.ssl_ec_ext', 'req.ssl_st_ext', 'req.len,div(100)'],
  ...['req_ssl_sni', 'rdp_cookie', 'req.proto_http'],
);
const ofRdp = asked('req.rdp_cookie', 'req.rdp_cookie(mstshash)', 'req.rdp_cookie(other)', 'rdp_cookie_cnt(mstshash)', 'req.len');

const everySingleByte = (bytes: Buffer): Buffer[] => [...bytes].map((byte) => Buffer.from([byte]));

function rdpCookie(cookie: string): Buffer {
  const text = Buffer.from(`Cookie: ${cookie}\r\n`, 'latin1');
  const length = 11 + text.length;
  return Buffer.concat([Buffer.from([3, 0, length >> 8, length & 255, 6 + text.length, 0xe0, 0, 0, 0, 0, 0]), text]);
}

test('hellos of TLS', async (t) => {
  const whole = await clientHello('www.example.com', ['h2', 'http/1.1']);
  const nameless = await clientHello('', []);
  const old = Buffer.concat([Buffer.from('801c01030000030000001000000a', 'hex'), Buffer.alloc(16)]);
  const damaged = Buffer.from(whole);
  damaged.fill(0xff, 43, 50);
  const of = (name: string, bytes: readonly Buffer[], more: Partial<RuleCase> = {}): RuleCase => ({
    name,
    frontend: [patient, 'tcp-request content reject unless { req.ssl_hello_type 1 }', ...ofHello.lines],
    format: ofHello.format ?? '',
    send: bytes,
    ...more,
  });
  const choosing = [patient, hello, 'use_backend by_name if { req.ssl_sni -i WWW.example.com }'];
  await compareLines(
    t,
    [
      of('whole', [whole]),
      of('in two pieces', [whole.subarray(0, 60), whole.subarray(60)]),
      of('in single bytes', everySingleByte(whole)),
      of('without a name', [nameless]),
      of('with more behind it', [whole, Buffer.from('more')]),
      of('damaged', [damaged]),
      of('something else', [Buffer.from('GET / HTTP/1.1\r\n\r\n')]),
      of('of SSLv2', [old]),
      of('cut short by the client', [whole.subarray(0, 100)]),
      of('cut short, the time runs out', [whole.subarray(0, 100)], {
        waits: true,
        frontend: [hasty, 'tcp-request content reject unless { req.ssl_hello_type 1 }'],
      }),
      of('nothing, the time runs out', [], {
        waits: true,
        frontend: [hasty, 'tcp-request content reject unless { req.ssl_hello_type 1 }'],
      }),
      of('the record claims more than there is', [Buffer.concat([Buffer.from('16030140000100', 'hex'), Buffer.alloc(300)])]),
      { name: 'chosen by name', frontend: choosing, send: everySingleByte(whole) },
      { name: 'no name to choose by', frontend: choosing, send: [nameless] },
      { name: 'version by number', frontend: [patient, 'tcp-request content reject if { req.ssl_ver gt 3 }'], send: [whole] },
      { name: 'version below', frontend: [patient, 'tcp-request content reject if { req.ssl_ver lt 3.3 }'], send: [whole] },
      { name: 'version in a range', frontend: [patient, 'tcp-request content reject if { req.ssl_ver 3.1:3.4 }'], send: [whole] },
      { name: 'protocols', frontend: [patient, hello, 'use_backend by_name if { req.ssl_alpn -m sub h2 }'], send: [whole] },
    ],
    { sections: ['backend by_name\n'] },
  );
});

test('RDP cookies', async (t) => {
  const of = (name: string, bytes: readonly Buffer[]): RuleCase => ({
    name,
    frontend: [patient, 'tcp-request content reject if { req.len gt 30 } !{ req.rdp_cookie_cnt gt 0 }', ...ofRdp.lines],
    format: ofRdp.format ?? '',
    send: bytes,
  });
  const cookie = rdpCookie('mstshash=some.user');
  await compareLines(t, [
    of('whole', [cookie]),
    of('in single bytes', everySingleByte(cookie)),
    of('another name', [rdpCookie('msts=1234.5678.0000')]),
    of('no value', [rdpCookie('mstshash')]),
    of('an empty value', [rdpCookie('mstshash=')]),
    of('no RDP', [Buffer.from('x'.repeat(40))]),
    of('cut short', [cookie.subarray(0, 20)]),
    of('something behind it', [Buffer.concat([cookie, Buffer.from('abc')])]),
    { name: 'RDP_COOKIE', frontend: [patient, 'tcp-request content reject unless RDP_COOKIE'], send: [cookie] },
    {
      name: 'no RDP_COOKIE',
      frontend: [patient, 'tcp-request content reject unless RDP_COOKIE'],
      send: [Buffer.from('x'.repeat(40))],
    },
  ]);
});

test('payload, lengths and waiting', async (t) => {
  const waiting = (condition: string): string[] => [patient, `tcp-request content reject unless ${condition}`];
  const lengths = asked(
    ...['payload(0,2)', 'req.payload(1,2)', 'req.payload(1,0)', 'req.payload(9,0)', 'req.payload_lv(0,1)', 'payload_lv(0,2)'],
    ...['req.payload_lv(0,1,+1)', 'req.payload_lv(0,1,-1)', 'req.payload_lv(3,1)', 'req.len'],
  );
  const send = ['\x03abcdef'];
  const single = everySingleByte(Buffer.from('\x03abcdef'));
  await compareLines(t, [
    { name: 'pieces', frontend: [...waiting('{ req.len ge 7 }'), ...lengths.lines], format: lengths.format ?? '', send },
    {
      name: 'pieces in single bytes',
      frontend: [...waiting('{ req.len ge 7 }'), ...lengths.lines],
      format: lengths.format ?? '',
      send: single,
    },
    { name: 'too little', frontend: waiting('{ req.len ge 70 }'), send },
    {
      name: 'too little, the time runs out',
      frontend: [hasty, 'tcp-request content reject unless { req.len ge 70 }'],
      send,
      waits: true,
    },
    { name: 'a payload that does not come', frontend: waiting('{ req.payload(0,70) -m found }'), send },
    { name: 'a payload that comes', frontend: waiting('{ req.payload(0,7) -m found }'), send: single },
    { name: 'a payload that begins so', frontend: waiting('{ req.payload(0,0) -m beg \\x03abc }'), send: single },
    { name: 'bytes', frontend: waiting('{ payload_lv(0,1) 616263 }'), send: single },
    { name: 'no such bytes', frontend: waiting('{ payload_lv(0,1) 616264 }'), send: single },
    { name: 'WAIT_END at the end of the time', frontend: [hasty, 'tcp-request content reject if WAIT_END'], send, waits: true },
    { name: 'WAIT_END at the end of the client', frontend: [patient, 'tcp-request content reject if WAIT_END'], send },
    { name: 'no WAIT_END without a delay', frontend: ['tcp-request content reject if WAIT_END'], send },
    { name: 'either is enough', frontend: [patient, 'tcp-request content reject if { req.len gt 70 } or { req.len 0:7 }'], send },
    {
      name: 'not what would have to come',
      frontend: [patient, 'tcp-request content reject if !{ req.payload(0,3) -m found }'],
      send,
    },
    { name: 'REQ_CONTENT', frontend: waiting('REQ_CONTENT'), send: single },
    {
      name: 'what the server says',
      backend: ['tcp-response inspect-delay 10s', 'tcp-response content reject if { res.len ge 4 }'],
      send,
    },
    {
      name: 'what the server says in words',
      backend: [
        'tcp-response inspect-delay 10s',
        'tcp-response content set-var(txn.a) res.payload(0,3)',
        'tcp-response content accept if { res.payload(1,2) -m str ab }',
      ],
      format: '%[var(txn.a)]',
      send,
    },
  ]);
});

test('what a PROXY header carries, and timeouts', async (t) => {
  const expecting = ['tcp-request connection expect-proxy layer4'];
  const tlvs = '0200076578616d706c65' + '05000449443432' + '02000178';
  const header = (version2: string): Buffer => {
    const body = Buffer.from(`c0000207c000020804d2162e${version2}`, 'hex');
    return Buffer.concat([Buffer.from('0d0a0d0a000d0a515549540a2111', 'hex'), Buffer.from([0, body.length]), body]);
  };
  const format =
    '%[fc_pp_authority]|%[fc_pp_unique_id]|%[fc_rcvd_proxy]|%[be_server_timeout]|%[be_tunnel_timeout]|%[cur_tunnel_timeout]|%[src]';
  await compareLines(t, [
    { name: 'TLVs', frontend: expecting, format, send: [header(tlvs)] },
    { name: 'none', frontend: expecting, format, send: [header('')] },
    { name: 'no header', format },
    { name: 'timeouts', backend: ['timeout server 7s', 'timeout tunnel 1h'], format },
  ]);
});

test('patterns in files', async (t: ExecutionContext) => {
  const folder = temporaryFolder(t);
  const file = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const words = file('words.lst', '# words\nabc\n\n  def\nGHI\r\n');
  const more = file('more.lst', 'xyz\n');
  const networks = file('networks.lst', '10.0.0.0/8\n127.0.0.0/8\n2001:db8::/32\n');
  const numbers = file('numbers.lst', '1:2\n7\n');
  const expressions = file('expressions.lst', '^a.c$\n^[0-9]+$\n');
  const map = file('some.map', 'abc  one\ndef\ttwo words \n# no\nabd three\nabc four\n');
  const networkMap = file('networks.map', '127.0.0.0/8 loop\n127.64.0.0/10 narrower\n0.0.0.0/0 all\n');
  const numberMap = file('numbers.map', '3 three\n7 seven\n');
  const regexMap = file('regex.map', '^(a)(.*)$ <\\2\\1>\n^d text\n');
  const asking = (name: string, condition: string, send: string): RuleCase => ({
    name: `${name}: ${send}`,
    frontend: [
      patient,
      'tcp-request content reject unless { req.len ge 3 }',
      `tcp-request content set-var(txn.hit) bool(1) if ${condition}`,
    ],
    format: '%[var(txn.hit)]',
    send: [send],
  });
  const mapped = asked(
    ...[`req.payload(0,3),map(${map})`, `req.payload(0,3),map_beg(${map},none)`, `req.payload(0,3),map_sub(${map})`],
    ...[`src,map_ip(${networkMap})`, `req.payload(0,3),map_regm(${regexMap})`, `req.payload(0,3),map_reg(${regexMap},none)`],
    ...[`req.payload(0,3),map_end(${map})`, `req.len,map_int(${numberMap},none)`],
  );
  const sends = ['abc', 'def', 'ghi', 'GHI', 'xyz', '123', 'abd'];
  await compareLines(t, [
    ...sends.map((send) => asking('-m sub', `{ req.payload(0,0) -m sub -f ${words} }`, send)),
    ...sends.map((send) => asking('-i -f', `{ req.payload(0,0) -m str -i -f ${words} }`, send)),
    ...sends.map((send) => asking('two files', `{ req.payload(0,0) -m str -f ${words} -f ${more} }`, send)),
    ...sends.map((send) => asking('file and pattern', `{ req.payload(0,0) -m str -f ${words} xyz 123 }`, send)),
    ...sends.map((send) => asking('-M', `{ req.payload(0,0) -m str -M -f ${map} }`, send)),
    ...sends.map((send) => asking('-m reg', `{ req.payload(0,0) -m reg -f ${expressions} }`, send)),
    ...sends.map((send) => asking('-m len', `{ req.payload(0,0) -m len -f ${numbers} }`, send)),
    asking('networks', `{ src -f ${networks} }`, 'abc'),
    asking('networks, not', `!{ src -n -f ${networks} }`, 'abc'),
    asking('an id', `{ req.payload(0,0) -m str -u 7 -f ${words} }`, 'abc'),
    asking('numbers', `{ req.len -f ${numbers} }`, 'abc'),
    asking('numbers, one of them', `{ req.len -f ${numbers} }`, 'abcdefg'),
    ...sends.map((send): RuleCase => ({
      name: `maps: ${send}`,
      frontend: [patient, 'tcp-request content reject unless { req.len ge 3 }', ...mapped.lines],
      format: mapped.format ?? '',
      send: [send],
    })),
  ]);
});
