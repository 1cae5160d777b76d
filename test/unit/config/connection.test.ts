/** What `source`, `dispatch`, keep-alives and options of connections come to in the model. */
import test from 'ava';
import { build, codesOf, proxyOf } from './build.js';

const listen = (...lines: string[]): string => ['listen l', 'bind :80', ...lines, ''].join('\n ');
const farm = (...lines: string[]) => proxyOf(listen(...lines, 'server a 10.0.0.1:80'), 'l').connection;

test('source', (t) => {
  t.deepEqual(farm('source 10.1.1.1:99 interface eth0'), {
    source: { address: { family: 'ipv4', address: '10.1.1.1' }, port: 99, lastPort: 99, interface: 'eth0' },
  });
  t.deepEqual(farm('source *'), { source: { port: 0, lastPort: 0 } });
  t.deepEqual(farm('source 10.1.1.1 usesrc [::1]:5'), {
    source: {
      address: { family: 'ipv4', address: '10.1.1.1' },
      port: 0,
      lastPort: 0,
      seen: { kind: 'address', family: 'ipv6', address: '::1', port: 5 },
    },
  });
});

test('source of a server has a range of ports, and what follows belongs to the server', (t) => {
  const { servers } = proxyOf(listen('server a 10.0.0.1:80 source 10.1.1.1:7-9 usesrc clientip weight 3'), 'l');
  t.like(servers[0], {
    weight: 3,
    connection: { source: { address: { address: '10.1.1.1' }, port: 7, lastPort: 9, seen: { kind: 'clientip' } } },
  });
});

test('cc and tcp-md5sig of listeners and servers, owners of unix sockets', (t) => {
  const text = `listen l
 bind :80 cc reno tcp-md5sig secret
 bind /run/l.sock user root group root
 server a 10.0.0.1:80 cc cubic tcp-md5sig other
`;
  const { binds, servers } = proxyOf(text, 'l');
  t.deepEqual(binds[0]?.socket, { congestion: 'reno', md5Password: 'secret' });
  t.deepEqual(binds[1]?.file, { uid: 0, gid: 0 });
  t.like(servers[0], { connection: { congestion: 'cubic', md5Password: 'other' } });
});

test('a keep-alive has its parameters in any order, and none without its option', (t) => {
  t.deepEqual(farm('clitcpka-cnt 3', 'option tcpka', 'srvtcpka-idle 90s'), {
    clientKeepalive: { count: 3 },
    serverKeepalive: { idleS: 90 },
  });
  t.is(farm('clitcpka-cnt 3'), undefined);
  t.is(farm('option clitcpka', 'no option clitcpka'), undefined);
});

test('a frontend has what is about clients, a backend what is about servers', (t) => {
  const text = `defaults
 option tcpka
 option nolinger
 source 10.1.1.1
frontend f
 bind :80
backend b
`;
  t.deepEqual(proxyOf(text, 'f').connection, { clientKeepalive: {}, nolinger: true });
  t.deepEqual(proxyOf(text, 'b').connection, {
    serverKeepalive: {},
    nolinger: true,
    source: { address: { family: 'ipv4', address: '10.1.1.1' }, port: 0, lastPort: 0 },
  });
});

test('dispatch comes before option transparent, balance before both', (t) => {
  const elsewhere = { family: 'ipv4', address: '10.0.0.9', port: 99 } as const;
  t.deepEqual(farm('option transparent', 'dispatch 10.0.0.9:99'), { elsewhere });
  t.deepEqual(farm('option transparent'), {
    elsewhere: { family: 'ipv4', address: '0.0.0.0', port: 0, addressOfClient: true, portOffset: 0 },
  });
  t.deepEqual(
    proxyOf(
      `listen l
 bind :80
 transparent
`,
      'l',
    ).connection,
    farm('option transparent'),
  );
  t.is(farm('balance source', 'dispatch 10.0.0.9:99', 'option transparent'), undefined);
});

for (const [line, ...codes] of [
  ['source', 'missing-argument'],
  ['source 10.1.1.1:7-9', 'invalid-port'],
  ['source 10.1.1.1:+7', 'invalid-port'],
  ['source fd@3', 'invalid-address'],
  ['source 10.1.1.1 usesrc', 'missing-argument'],
  ['source 10.1.1.1 interface', 'missing-argument'],
  ['source 10.1.1.1 foo', 'unexpected-argument'],
  ['source 10.1.1.1 usesrc hdr_ip(x)', 'unsupported-feature'],
  ['server b 10.0.0.1:80 usesrc client', 'wrong-line'],
  ['dispatch 10.0.0.1', 'missing-port'],
  ['dispatch 10.0.0.1:+4', 'invalid-port'],
  ['clitcpka-cnt x', 'invalid-number'],
  ['clitcpka-idle 3x', 'invalid-time'],
  ['server b 10.0.0.1:80 tcp-md5sig ' + 'x'.repeat(81), 'number-out-of-range'],
] as const) {
  test(`${line} is refused`, (t) => {
    const timeouts = ['timeout connect 1', 'timeout client 1', 'timeout server 1'];
    t.deepEqual(
      codesOf(build(listen(...timeouts, line))),
      codes.map((code) => `6: ${code}`),
    );
  });
}
