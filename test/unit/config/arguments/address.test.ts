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
  readFile: () => ({ fault: 'ENOENT' }),
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
  ['tcp6@[::1]:80', internet('ipv6', '::1', '[::1]')],
  ['app.example:80', internet('ipv4', '10.1.2.3', 'app.example')],
  ['ipv4@app.example:80', internet('ipv4', '10.1.2.3', 'app.example')],
  ['/run/app', { kind: 'unix', path: '/run/app' }],
  ['unix@run/app', { kind: 'unix', path: 'run/app' }],
  ['abns@app', { kind: 'abns', name: 'app' }],
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
  ['quic4@:443', 'unsupported-address'],
  ['fe80::1%eth0:80', 'unsupported-address'],
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

test('server needs an address and one port', (t) => {
  t.deepEqual(read(serverAddress, 'app.example:80', machine).value, { family: 'ipv4', address: '10.1.2.3', port: 80 });
  t.deepEqual(read(serverAddress, 'abns@app', machine).value, { family: 'abns', path: 'app' });
  for (const [word, code] of [
    ['10.0.0.1', 'unsupported-address'],
    ['10.0.0.1:+1', 'unsupported-address'],
    ['10.0.0.1:0', 'unsupported-address'],
    ['*:80', 'unsupported-address'],
    ['[::]:80', 'unsupported-address'],
    ['10.0.0.1:80-81', 'invalid-port'],
    ['fd@5', 'invalid-address'],
  ] as const) {
    t.deepEqual(read(serverAddress, word, machine).codes, [code], word);
  }
});
