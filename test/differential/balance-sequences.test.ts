/** Which server each connection gets, compared with HAProxy connection by connection. */
import { needs } from '../support/programs.js';
import { rdpRequest } from '../support/rdp.js';
import { crowdOf, oneByOne, opensAndCloses, sameServers, type Client, type Farm } from './balance-farm.js';

const testWithHaproxy = needs('haproxy');

const equal = (count: number, more = ''): string[] => Array.from({ length: count }, () => more);
const weighted = (...weights: number[]): string[] => weights.map((weight) => `weight ${weight}`);
const twenty = [13, 17, 4, 9, 9, 2, 60, 100, 3, 5, 7, 8, 20, 1, 1, 1, 2, 2, 5, 9];

/** Farms of 3, 7 and 20 servers, of equal and of mixed weights, with a server that is disabled, and backups. */
function farms(balance: string): Farm[] {
  const farm = (title: string, servers: string[]): Farm => ({
    title: `${balance}: ${title}`,
    options: [`balance ${balance}`],
    servers,
  });
  return [
    farm('3 equal', equal(3)),
    farm('7 equal', equal(7)),
    farm('20 equal', equal(20)),
    farm('3 mixed', weighted(5, 3, 1)),
    farm('7 mixed', weighted(1, 5, 9, 30, 2, 2, 8)),
    farm('20 mixed', weighted(...twenty)),
    farm('one disabled', ['weight 4', 'weight 2 disabled', 'weight 3', 'weight 7']),
    farm('one without weight', weighted(3, 0, 5)),
    farm('a backup beside', ['weight 2', 'weight 3', 'backup']),
    farm('only the first backup works', ['disabled', 'backup', 'backup']),
  ];
}

testWithHaproxy.serial('roundrobin', (t) => sameServers(t, farms('roundrobin'), oneByOne(60)));

testWithHaproxy.serial('roundrobin with held connections', (t) =>
  sameServers(t, farms('roundrobin').slice(3, 5), opensAndCloses(2, 60, 12)),
);

testWithHaproxy.serial('roundrobin passes over servers at their maxconn', (t) =>
  sameServers(
    t,
    [
      {
        title: 'small',
        options: ['balance roundrobin'],
        servers: ['weight 3 maxconn 1', 'weight 1 maxconn 2', 'weight 2 maxconn 3'],
      },
      {
        title: 'one without',
        options: ['balance roundrobin'],
        servers: ['weight 5 maxconn 1', 'weight 1', 'weight 9 maxconn 2'],
      },
    ],
    opensAndCloses(7, 60, 5),
  ),
);

testWithHaproxy.serial('leastconn with held connections', (t) => sameServers(t, farms('leastconn'), opensAndCloses(1, 60, 25)));

testWithHaproxy.serial('leastconn of idle servers', (t) => sameServers(t, farms('leastconn').slice(0, 5), oneByOne(30)));

testWithHaproxy.serial('first fills one server after the other', (t) =>
  sameServers(
    t,
    [
      { title: 'with maxconn', options: ['balance first'], servers: ['maxconn 2', 'maxconn 1', 'maxconn 3', 'maxconn 4'] },
      {
        title: 'disabled and weights',
        options: ['balance first'],
        servers: ['disabled', 'maxconn 2 weight 1', 'weight 100', ''],
      },
    ],
    opensAndCloses(3, 60, 9),
  ),
);

testWithHaproxy.serial('static-rr', (t) => sameServers(t, farms('static-rr'), oneByOne(60)));

testWithHaproxy.serial('all backups together', (t) =>
  sameServers(
    t,
    ['roundrobin', 'static-rr', 'leastconn'].map((algorithm) => ({
      title: algorithm,
      options: [`balance ${algorithm}`, 'option allbackups'],
      servers: ['disabled', 'backup weight 2', 'backup', 'backup weight 3'],
    })),
    oneByOne(20),
  ),
);

/** Every method, function and modifier of hash-type, for farms of 3, 7 and 50 servers of equal and of mixed weights. */
const hashTypes = ['map-based', 'consistent'].flatMap((method) =>
  ['', ' sdbm', ' djb2', ' wt6', ' crc32'].flatMap((hash) =>
    hash === '' ? [method] : [`${method}${hash}`, `${method}${hash} avalanche`],
  ),
);
const sizes: [string, string[]][] = [
  ['3 mixed', weighted(5, 3, 1)],
  ['7 mixed', weighted(1, 5, 9, 256, 0, 2, 8)],
  ['50 equal', equal(50)],
];

for (const [size, servers] of sizes) {
  testWithHaproxy.serial(`source under every hash-type: ${size}`, (t) =>
    sameServers(
      t,
      hashTypes.map((hashType) => ({
        title: hashType,
        options: ['balance source', `hash-type ${hashType}`],
        servers,
      })),
      oneByOne(19, (n) => ({ from: `127.${(n * 89 + 3) % 256}.${(n * 53) % 256}.${1 + ((n * 41) % 250)}` })),
    ),
  );
}

const mixed = ['weight 5', 'weight 3 disabled', '', 'weight 256', 'weight 0', 'weight 2', 'backup', 'weight 8'];
const someAddress = (n: number): Client => ({ from: `127.${(n * 89 + 3) % 256}.${(n * 53) % 256}.${1 + ((n * 41) % 250)}` });

// The function of hash-type means nothing to `source`, whether it is mixed does.
testWithHaproxy.serial('source: a thousand addresses, servers of mixed weights, one of them down', (t) => {
  t.timeout(300_000);
  return sameServers(
    t,
    ['map-based', 'map-based sdbm avalanche', 'consistent', 'consistent sdbm'].map((hashType) => ({
      title: hashType,
      options: ['balance source', `hash-type ${hashType}`],
      servers: mixed,
    })),
    crowdOf(1000, someAddress),
  );
});

testWithHaproxy.serial('hash of addresses under every hash-type, servers of mixed weights, one of them down', (t) => {
  t.timeout(300_000);
  return sameServers(
    t,
    hashTypes.map((hashType) => ({
      title: hashType,
      options: ['balance hash src', `hash-type ${hashType}`],
      servers: mixed,
    })),
    crowdOf(100, someAddress),
  );
});

testWithHaproxy.serial('hash-balance-factor with held connections', (t) =>
  sameServers(
    t,
    [101, 150, 300].map((factor) => ({
      title: String(factor),
      options: ['balance source', 'hash-type consistent', `hash-balance-factor ${factor}`],
      servers: weighted(2, 1, 1, 1, 3),
    })),
    opensAndCloses(5, 60, 30),
  ),
);

/** The first words of 20 clients, of several lengths. */
const words = Array.from({ length: 20 }, (_, n) => 'x'.repeat(n % 5) + String.fromCharCode(97 + n, 255 - 3 * n, 48 + (n % 10)));
const waitsForWords = [
  'tcp-request inspect-delay 5s',
  'tcp-request content set-var(txn.bytes) req.payload(0,0) if { req.len gt 2 }',
  'tcp-request content set-var(txn.word) src,ipmask(30) if { src 127.0.4.0/22 127.0.12.0/23 }',
  'tcp-request content accept if { req.len gt 2 }',
];
const expressions = [
  'src',
  'src,ipmask(31)',
  'int(1234567890123)',
  'str(abc)',
  'bool(true)',
  'var(txn.bytes)',
  'var(txn.word)',
  'var(txn.bytes),length',
  'var(txn.bytes),hex,lower',
  'var(txn.bytes),bytes(2,1),wt6(1)',
  'var(txn.bytes),length,mod(3),bool',
  // what the client has said is on its way to the server by now
  'req.len',
  'req.payload(0,0)',
  'req.payload(0,3)',
];

testWithHaproxy.serial('hash of samples: the same server, and turns for those without the sample', (t) =>
  sameServers(
    t,
    expressions.flatMap((expression) =>
      ['map-based', 'consistent djb2', 'map-based crc32 avalanche', 'consistent wt6 avalanche'].map((hashType) => ({
        title: `${expression}, ${hashType}`,
        options: [...waitsForWords, `balance hash ${expression}`, `hash-type ${hashType}`],
        servers: weighted(3, 1, 5, 2, 2),
      })),
    ),
    oneByOne(words.length, (n) => ({ from: `127.0.${n}.1`, says: words[n]! })),
  ),
);

testWithHaproxy.serial('rdp-cookie: the same server for the same cookie, and turns for those without it', (t) =>
  sameServers(
    t,
    ['', '(mstshash)', '(MSTS)', '(none)'].flatMap((name) =>
      ['map-based', 'consistent', 'map-based crc32', 'consistent djb2 avalanche'].map((hashType) => ({
        title: `${name}, ${hashType}`,
        options: [
          'tcp-request inspect-delay 5s',
          'tcp-request content accept if { req.len gt 2 }',
          `balance rdp-cookie${name}`,
          `hash-type ${hashType}`,
        ],
        servers: weighted(3, 1, 5, 2, 2),
      })),
    ),
    oneByOne(24, (n) => ({
      says: n % 5 === 4 ? 'no RDP at all' : rdpRequest(`${n % 2 ? 'msts' : 'mstshash'}=${'user'.slice(n % 7)}${n % 12}`),
    })),
  ),
);

testWithHaproxy.serial('source: the same address, the same server as with HAProxy', (t) =>
  sameServers(
    t,
    farms('source'),
    oneByOne(40, (n) => ({ from: `127.${(n * 37) % 256}.${(n * 101) % 256}.${1 + ((n * 13) % 250)}` })),
  ),
);
