import { parseEndpoint, type Endpoint } from '#headrace/config/arguments/address.js';
import { bindAddresses } from '#headrace/config/arguments/addresses.js';
import { serverAddress } from '#headrace/config/arguments/server-address.js';
import type { System } from '#headrace/config/system.js';
import test from 'ava';
import { read, recordingPlace } from './place.js';

const machine: System = {
  lookup: (host, family) => (host === 'app.example' && family !== 'ipv6' ? { family: 'ipv4', address: '10.1.2.3' } : undefined),
  user: () => undefined,
  group: () => undefined,
  socketFault: (fd) => (fd === 5 ? undefined : 'it is not a socket'),
  readFile: () => ({ fault: 'no such file or directory' }),
  close: () => {},
};

function endpoint(word: string, transport: 'stream' | 'datagram' = 'stream'): Endpoint | string[] {
  const { place, codes } = recordingPlace(machine);
  return parseEndpoint(word, transport, place) ?? codes;
}

const internet = (family: 'ipv4' | 'ipv6', address: string, host: string, wildcard = false) => ({
  kind: 'internet',
  family,
  address,
  wildcard,
  host,
  port: { kind: 'one', port: 80 },
});

for (const [word, expected] of [
  ['1.2.3.4:80', internet('ipv4', '1.2.3.4', '1.2.3.4')],
  ['[2001:db8::1]:80', internet('ipv6', '2001:db8::1', '[2001:db8::1]')],
  ['2001:db8::1:80', internet('ipv6', '2001:db8::1', '2001:db8::1')],
  ['*:80', internet('ipv4', '0.0.0.0', '*', true)],
  [':80', internet('ipv4', '0.0.0.0', '', true)],
  [':::80', internet('ipv6', '::', '::', true)],
  ['ipv6@:80', internet('ipv6', '::', '', true)],
  ['ipv4@1.2.3.4:80', internet('ipv4', '1.2.3.4', '1.2.3.4')],
  ['tcp6@[::1]:80', { ...internet('ipv6', '::1', '[::1]'), transport: 'stream' }],
  ['app.example:80', internet('ipv4', '10.1.2.3', 'app.example')],
  ['ipv4@app.example:80', internet('ipv4', '10.1.2.3', 'app.example')],
  ['/run/app', { kind: 'unix', path: '/run/app' }],
  ['unix@run/app', { kind: 'unix', path: 'run/app' }],
  ['abns@app', { kind: 'abns', name: `app${'\0'.repeat(104)}` }],
  ['abnsz@app', { kind: 'abns', name: 'app' }],
  ['uxst@app', { kind: 'unix', path: 'app', transport: 'stream' }],
  ['stream+unix@app', { kind: 'unix', path: 'app', transport: 'stream' }],
  ['stream+ipv4@1.2.3.4:80', { ...internet('ipv4', '1.2.3.4', '1.2.3.4'), transport: 'stream' }],
  ['ip@[::1]:80', internet('ipv6', '::1', '[::1]')],
  ['fd@5', { kind: 'fd', fd: 5 }],
] as const) {
  test(`${word} is understood`, (t) => t.deepEqual(endpoint(word), expected as Endpoint));
}

for (const [word, code] of [
  ['', 'invalid-address'],
  ['1.2.3.4:http', 'invalid-port'],
  ['1.2.3.4:65536', 'invalid-port'],
  ['1.2.3.4:+1-2', 'invalid-port'],
  ['unix@', 'invalid-address'],
  [`/${'a'.repeat(97)}`, 'invalid-address'],
  [`/${'é'.repeat(49)}`, 'invalid-address'],
  ['fd@x', 'invalid-address'],
  ['udp@1.2.3.4:80', 'invalid-address'],
  ['quic4@:443', 'unsupported: quic'],
  ['dgram+ipv4@1.2.3.4:80', 'invalid-address'],
  ['uxdg@x', 'invalid-address'],
  ['abnsz@', 'invalid-address'],
  [`abns@${'a'.repeat(108)}`, 'invalid-address'],
  ['sockpair@x', 'invalid-address'],
  ['sockpair@5', 'unsupported-address'],
  ['mptcp@1.2.3.4:80', 'unsupported-address'],
  ['stream@1.2.3.4:80', 'unresolvable-address'],
  ['fe80::1%eth0:80', 'unresolvable-address'],
  ['256.1.1.1:80', 'unresolvable-address'],
  ['nowhere.example:80', 'unresolvable-address'],
  ['ipv6@app.example:80', 'unresolvable-address'],
  ['ipv4@[::1]:80', 'unresolvable-address'],
  ['::1', 'unresolvable-address'],
  ['a b:80', 'unresolvable-address'],
] as const) {
  test(`'${word.slice(0, 30)}' is refused as ${code}`, (t) => t.deepEqual(endpoint(word), [code]));
}

test('a log target speaks UDP and not TCP', (t) => {
  t.like(endpoint('udp@1.2.3.4:514', 'datagram'), { kind: 'internet', port: { kind: 'one', port: 514 } });
  t.deepEqual(endpoint('tcp@1.2.3.4:514', 'datagram'), ['invalid-address']);
});

test('bind makes one address of each port of a range and of each part of a list', (t) => {
  const { value, codes } = read(bindAddresses, '127.0.0.1:80-82,/run/x,', machine);
  t.deepEqual(codes, []);
  t.deepEqual(
    value?.map(({ text }) => text),
    ['127.0.0.1:80', '127.0.0.1:81', '127.0.0.1:82', '/run/x'],
  );
});

test('bind takes a file descriptor that is a socket', (t) => {
  t.deepEqual(read(bindAddresses, 'fd@5', machine).value, [{ text: 'fd@5', address: { family: 'fd', fd: 5 } }]);
  t.deepEqual(read(bindAddresses, 'fd@6', machine).codes, ['unusable-descriptor']);
});

test('bind needs a port that can be listened on', (t) => {
  for (const [word, code] of [
    ['127.0.0.1', 'missing-port'],
    ['127.0.0.1:', 'missing-port'],
    ['127.0.0.1:0', 'invalid-port'],
    ['127.0.0.1:9-8', 'invalid-port'],
    ['127.0.0.1:+8', 'invalid-port'],
    [',127.0.0.1:8', 'invalid-address'],
  ] as const) {
    t.deepEqual(read(bindAddresses, word, machine).codes, [code], word);
  }
});

test('a datagram prefix is taken where both transports are', (t) => {
  const { place, codes } = recordingPlace(machine);
  t.like(parseEndpoint('udp@1.2.3.4:80', 'stream', place, { both: true }), { kind: 'internet', transport: 'datagram' });
  t.deepEqual(codes, []);
});

test('a server has an address or follows the client', (t) => {
  const of = (word: string) => read(serverAddress, word, machine).value;
  t.deepEqual(of('app.example:80'), { family: 'ipv4', address: '10.1.2.3', port: 80 });
  t.deepEqual(of('abnsz@app'), { family: 'abns', path: 'app' });
  for (const word of ['10.0.0.1', '10.0.0.1:', '10.0.0.1:0', '10.0.0.1:+0']) {
    t.deepEqual(of(word), { family: 'ipv4', address: '10.0.0.1', port: 0, portOffset: 0 }, word);
  }
  t.like(of('10.0.0.1:-80'), { port: 0, portOffset: -80 });
  t.like(of('[::1]:+8000'), { family: 'ipv6', port: 0, portOffset: 8000 });
  for (const word of ['*:80', ':80', '0.0.0.0:80']) {
    t.deepEqual(of(word), { family: 'ipv4', address: '0.0.0.0', addressOfClient: true, port: 80 }, word);
  }
  t.deepEqual(of('[::]:+1'), { family: 'ipv6', address: '::', addressOfClient: true, port: 0, portOffset: 1 });
});

test('a server has one port and is no descriptor', (t) => {
  t.deepEqual(read(serverAddress, '10.0.0.1:80-81', machine).codes, ['invalid-port']);
  t.deepEqual(read(serverAddress, 'fd@5', machine).codes, ['invalid-address']);
});
