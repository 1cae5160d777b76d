/** Small configurations about what all keywords share: forms of addresses, times and sizes, names, ids, `defaults`. */
import { casesOf, type ConfigCase, type Entry } from './config-cases.js';

const timeouts = [' timeout connect 1s', ' timeout client 1s', ' timeout server 1s'];
const defaults = ['defaults', ...timeouts];
const listen = ['listen l', ' bind 127.0.0.1:1', ' server s 127.0.0.1:80'];

const newer = 'newer than 2.6';
const nameless = '2.6 takes an empty path for a socket';
const tooMany = '2.6 passes over what follows the name; here it is a mistake';
const ambiguous = '2.6 finds the first of the two when a name is looked up';
const unsupportedSection = 'not supported yet';

/** What both programs say of it is the same for `bind` and `server`. */
const addresses: Entry[] = [
  ['abnsz@x', newer],
  ['abns@', nameless],
  ['unix@', nameless],
  ...['127.0.0.1:80', '127.0.0.1', '[::1]:80', '::1:80', '*:80', ':80', '@127.0.0.1:80', 'ip@127.0.0.1:80', 'ipv4@127.0.0.1:80'],
  ...[
    'ipv6@[::1]:80',
    'ipv4@[::1]:80',
    'ipv6@127.0.0.1:80',
    'tcp@127.0.0.1:80',
    'tcp4@127.0.0.1:80',
    'tcp6@[::1]:80',
    'tcp6@127.0.0.1:80',
  ],
  ...['udp@127.0.0.1:80', 'udp4@127.0.0.1:80', 'udp6@[::1]:80', 'stream+ipv4@127.0.0.1:80', 'stream+udp@127.0.0.1:80'],
  ...[
    'dgram+ipv4@127.0.0.1:80',
    'dgram+tcp@127.0.0.1:80',
    'STREAM+ipv4@127.0.0.1:80',
    'TCP@127.0.0.1:80',
    'unix@/tmp/x',
    'unix@x',
  ],
  ...['uxst@/tmp/x', 'uxdg@/tmp/x', 'stream+unix@/tmp/x', 'dgram+unix@/tmp/x', 'abns@x', 'fd@', 'fd@x', 'fd@-1', 'fd@99'],
  ...[
    'sockpair@',
    'sockpair@x',
    'sockpair@99',
    'mptcp@127.0.0.1:80',
    'mptcp4@127.0.0.1:80',
    'mptcp6@[::1]:80',
    'rhttp@x',
    'rev@x',
  ],
  ...['quic@127.0.0.1:80', 'quic4@127.0.0.1:80', 'quic6@[::1]:80', 'nonsense@127.0.0.1:80', '127.0.0.1:65535', '127.0.0.1:65536'],
  ...[
    '127.0.0.1:+80',
    '127.0.0.1:-80',
    '127.0.0.1:80-81',
    '127.0.0.1:81-80',
    '127.0.0.1:80-',
    '127.0.0.1:x',
    '/tmp/x',
    './x',
    '1.2.3:80',
  ],
];

const bound = casesOf('bind address', addresses, (address) => [
  ...defaults,
  'frontend f',
  ` bind ${address}`,
  ' bind 127.0.0.1:1',
]);

const served = casesOf('server address', addresses, (address) => [...defaults, ...listen, ` server t ${address}`]);

const numbers = [
  '0',
  '1',
  '10',
  '007',
  '2147483646',
  '2147483647',
  '2147483648',
  '4294967295',
  '4294967296',
  '99999999999999999999',
];
const times: Entry[] = [
  ...numbers,
  ...['1us', '999us', '1000us', '1001us', '1ms', '1s', '1m', '1h', '1d', '24d', '25d', '596h', '597h', '35791m', '35792m'],
  ...[
    '2147483s',
    '2147484s',
    '1S',
    '1MS',
    '1D',
    '1u',
    '1w',
    '1y',
    '1 s',
    '-1',
    '-1s',
    '+1',
    '+1s',
    '1.5s',
    '.5s',
    '0x10',
    '1e3',
    's',
    'ms',
  ],
  ...['1sx', '1ss', '1msx', '1mss', '1h30m', '1d1h', '1s ', '1,s', '1s1', 'x1s', '1us1', '0us', '0d', '00s', '1\\ s'],
];

const timed = casesOf('time', times, (time) => [...defaults, ` timeout tunnel ${time}`, ...listen]);
const intervals = casesOf('interval', times, (time) => [...defaults, ...listen, ` server t 127.0.0.1:80 check inter ${time}`]);

const names = [
  'a',
  'a-b_c.d:e',
  '1',
  '-',
  '.',
  ':',
  'a/b',
  'a@b',
  'a,b',
  'a%b',
  'é',
  'a\\ b',
  '"a b"',
  '"a"',
  "'a'",
  'a+b',
  'from',
  'global',
  'x'.repeat(300),
];
const frontendNames = casesOf('name of a frontend', names, (name) => [...defaults, `frontend ${name}`, ' bind 127.0.0.1:1']);
const serverNames = casesOf('name of a server', names, (name) => [...defaults, ...listen, ` server ${name} 127.0.0.1:80`]);
const defaultsNames = casesOf('name of defaults', [...names.filter((name) => name !== 'from'), ['from', tooMany]], (name) => [
  `defaults ${name}`,
  ...timeouts,
  ...listen,
]);

const ids = ['1', '5', '007', '0', '-1', '+5', '', 'x', '5x', '2147483647', '2147483648', '4294967296', '1 2', '1.5'];
const proxyIds = casesOf('id of a proxy', ids, (id) => [...defaults, ...listen, ` id ${id}`]);
const serverIds = casesOf('id of a server', ids, (id) => [...defaults, ...listen, ` server t 127.0.0.1:80 id ${id}`]);
const bindIds = casesOf('id of a bind', ids, (id) => [...defaults, ...listen, ` bind 127.0.0.1:2 id ${id}`]);

const sections = casesOf(
  'sections',
  [
    ...['frontend l', 'backend l', 'listen l', 'frontend f/frontend f', 'backend b/backend b', 'frontend f/backend f'],
    ...[
      'defaults a/defaults a',
      'defaults a/defaults a/backend b from a',
      'defaults a/backend b from a',
      'defaults a/backend b from b',
    ],
    ...['defaults a from b', 'defaults b/defaults a from b/backend c from a', 'defaults a from a', 'defaults a from'],
    ...['defaults a/backend b from a x', 'defaults a from b c'],
    ...['frontend', 'backend', 'listen', 'defaults', 'global', 'global x', 'global/global'],
    ...['backend b/ server s 1.2.3.4:1/ server s 1.2.3.4:2', 'backend b/ server s 1.2.3.4:1 id 7/ server t 1.2.3.4:2 id 7'],
    ...[
      'backend b/ id 7/backend c/ id 7',
      'frontend g/ bind :81 id 7/ bind :82 id 7',
      'backend b/ id 3',
      'backend b/ server s 1.2.3.4:1 id 2/ server t 1.2.3.4:2',
    ],
    ...['nonsense', 'Frontend f', ' maxconn 5', 'backend "b"'],
    ['backend b/listen b', ambiguous],
    ['backend b from', tooMany],
    ['defaults a/backend b x', tooMany],
    ['defaults a x', tooMany],
    ['defaults a b', tooMany],
    ['defaults from', tooMany],
    ['backend b 1.2.3.4:80', tooMany],
    ['listen m :8080', tooMany],
    ['peers p/peers p', unsupportedSection],
    ['resolvers r/resolvers r', unsupportedSection],
    ['userlist u/userlist u', unsupportedSection],
  ],
  (lines) => [...defaults, ...listen, ...lines.split('/').filter((line) => line !== '')],
);

export const languageCases: readonly ConfigCase[] = [
  ...[bound, served, timed, intervals, frontendNames, serverNames, defaultsNames, proxyIds, serverIds, bindIds, sections].flat(),
];
