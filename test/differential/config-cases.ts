/**
 * Small configurations for both programs' check mode. Each is one line, or a few, put where its table says; `difference`
 * says why the two may disagree, and then they must.
 */
export interface ConfigCase {
  title: string;
  configuration: string;
  difference?: string;
}

const timeouts = [' timeout connect 1s', ' timeout client 1s', ' timeout server 1s'];
const defaults = ['defaults', ...timeouts];
const listen = ['listen l', ' bind 127.0.0.1:1', ' server s 127.0.0.1:80'];

const text = (lines: readonly string[]): string => `${lines.join('\n')}\n`;

/** A line, and why the two disagree about it. */
type Entry = string | [line: string, difference: string];

function casesOf(title: string, entries: readonly Entry[], place: (line: string) => string[]): ConfigCase[] {
  return entries.map((entry) => {
    const [line, difference] = typeof entry === 'string' ? [entry] : entry;
    return { title: `${title}: ${line}`, configuration: text(place(line)), ...(difference && { difference }) };
  });
}

const notYet = 'not supported yet';
const garbage = 'HAProxy wraps or misreads what is out of range';
const leavesOut = 'HAProxy alerts, leaves the section out and starts';
const fromClient = "the client's own address or port is not followed yet";

const inGlobal = casesOf(
  'global',
  [
    ...[
      'maxconn 100',
      'maxconn 0',
      'maxconn',
      'maxconn x',
      'maxconn 1x',
      'maxconn 100 5',
      'nbthread 2',
      'nbthread 0',
      'nbthread 65',
    ],
    ...[
      'nbthread x',
      'nbthread',
      'nbthread 1 2',
      'maxpipes 10',
      'maxpipes',
      'maxpipes x',
      'nosplice',
      'nosplice x',
      'tune.pipesize',
    ],
    ...['tune.pipesize 65536', 'tune.pipesize 0', 'tune.pipesize 1 2', 'tune.bufsize 32768', 'tune.bufsize', 'tune.bufsize 0'],
    ...[
      'tune.bufsize x',
      'hard-stop-after 10s',
      'hard-stop-after',
      'hard-stop-after x',
      'hard-stop-after 30d',
      'hard-stop-after 1s 2s',
    ],
    ...[
      'log stdout local0',
      'log',
      'log global',
      'no log',
      'no nosplice',
      'no foo',
      'foo',
      'timeout client 1s',
      'bind :80',
      'nbproc 1',
    ],
    ...['tune.chksize 1', 'tune.maxpollevents 100', 'tune.maxpollevents', 'tune.maxpollevents 1 2', 'nokqueue', 'nokqueue x', ''],
    ['maxconn 99999999999', garbage],
    ['maxconn -1', garbage],
    ['tune.bufsize 16k', '2.6 takes it for 16 bytes and crashes'],
    ['tune.pipesize x', '2.6 takes it for the default'],
    ['tune.headrace.splice-strategy legacy', "Headrace's own"],
    ['daemon', notYet],
    ['user nobody', notYet],
    ['stats socket /tmp/headrace-test-never-made', notYet],
    ['spread-checks 5', notYet],
  ],
  (line) => [...defaults, ...listen, 'global', ` ${line}`],
);

const inListen = casesOf(
  'listen',
  [
    ...[
      'mode tcp',
      'mode',
      'mode tcp x',
      'mode health',
      'mode tpc',
      'maxconn',
      'maxconn 5',
      'maxconn x',
      'maxconn 1 2',
      'backlog',
    ],
    ...['backlog 5', 'backlog 0', 'balance', 'balance roundrobin', 'balance leastconn', 'balance source', 'balance first'],
    ...['balance random', 'balance random(3)', 'balance random()', 'balance random(0)', 'balance random(x)', 'balance random('],
    ...[
      'balance random(2)x',
      'balance random(2,3)',
      'balance random 2',
      'balance roundrobin x',
      'balance foo',
      'balance ROUNDROBIN',
    ],
    ...[
      'retries 5',
      'retries 0',
      'retries',
      'retries x',
      'retries 3 4',
      'option',
      'option foo',
      'option redispatch',
      'option redispatch 2',
    ],
    ...['option redispatch -1', 'option redispatch x', 'option redispatch 1 2', 'no option redispatch', 'no option redispatch 3'],
    ...['option splice-auto', 'option splice-request', 'option splice-response', 'no option splice-auto', 'option splice-auto x'],
    ...[
      'no option splice-auto x',
      'no',
      'no foo',
      'no mode tcp',
      'no option',
      'no option foo',
      'no option tcplog',
      'option tcplog x',
    ],
    ...['option tcplog', 'default', 'default option splice-auto', 'enabled', 'disabled', 'disabled x', 'default_backend'],
    ...['default_backend a b', 'default_backend a', 'default_backend l', 'timeout', 'timeout foo 1s', 'timeout connect'],
    ...['timeout connect 1s 2s', 'timeout connect x', 'timeout connect 0', 'timeout connect -1', 'timeout connect 1.5s'],
    ...['timeout connect 25d', 'timeout connect 24d', 'timeout connect 2147483648', 'timeout connect 1us', 'timeout connect 1S'],
    ...['timeout connect 1sx', 'timeout connect 1h30m', 'timeout client-fin 1', 'timeout server-fin 1m', 'timeout tunnel 1h'],
    ...[
      'timeout queue 1m',
      'timeout check 1',
      'timeout clitimeout 1s',
      'contimeout 1000',
      'clitimeout 1s',
      'srvtimeout 1s',
      'redispatch',
    ],
    ...[
      'reqrep a b',
      'rspadd x',
      'block if TRUE',
      'appsession x',
      'monitor-net 10.0.0.0/8',
      'option forceclose',
      'option http-tunnel',
    ],
    ...[
      'nbthread 2',
      'globl',
      'option contstats',
      'no option contstats',
      'option contstats x',
      "maxconn 5 '' 6",
      "'' foo",
      'listen',
    ],
    ...['frontend a/b', 'frontend l2', 'backend l', 'listen l', 'frontend f from nowhere'],
    ...[
      'defaults',
      'defaults x',
      'defaults x from x',
      'defaults from y',
      'global x',
      '\\',
      '"',
      'mode "tcp"',
      "mode 'tc''p'",
      'm\\ode tcp',
    ],
    ['frontend f form x', leavesOut],
    ['frontend f from', leavesOut],
    ['retries -1', garbage],
    ['maxconn -1', garbage],
    ['balance static-rr', notYet],
    ['balance random(99999999999)', garbage],
    ['mode http', notYet],
    ['option dontlognull', notYet],
    ['option httpclose', notYet],
    ['timeout http-request 1s', notYet],
    ['acl a src 127.0.0.1', notYet],
    ['tcp-request connection reject', notYet],
    ['dispatch 127.0.0.1:80', notYet],
    ['userlist u', notYet],
  ],
  (line) => [...defaults, ...listen, ` ${line}`],
);

const logging = casesOf(
  'log',
  [
    ...[
      'log',
      'log global',
      'log global x',
      'log 127.0.0.1',
      'log 127.0.0.1 local0',
      'log 127.0.0.1:5140 local0',
      'log [::1]:514 local0',
    ],
    ...['log :514 local0', 'log ::1 local0', 'log 127.0.0.1:1-2 local0', 'log 127.0.0.1:x local0', 'log 127.0.0.1:70000 local0'],
    ...['log 127.0.0.1:0 local0', 'log /dev/log local0', 'log unix@/dev/log local0', 'log stdout local0', 'log stderr daemon'],
    ...['log fd@1 local0', 'log fd@x local0', 'log stdout local8', 'log stdout local0 info', 'log stdout local0 info err'],
    ...['log stdout local0 foo', 'log stdout local0 info foo', 'log stdout local0 info err x', 'log stdout len 80 local0'],
    ...[
      'log stdout len 79 local0',
      'log stdout len 65535 local0',
      'log stdout len 65536 local0',
      'log stdout len x local0',
      'log stdout len',
    ],
    ...['log stdout format', 'log stdout format foo local0', 'log stdout format raw local0', 'log stdout format rfc3164 local0'],
    ...['log stdout format rfc5424 local0', 'log stdout format local local0', 'log stdout format short local0'],
    ...['log stdout format timed local0', 'log stdout format iso local0', 'log stdout format priority local0'],
    ...['log stdout len 200 format raw local0', 'log stdout format raw len 200 local0', 'log nosuch.invalid local0'],
    ...['log udp@127.0.0.1:514 local0', 'log udp4@127.0.0.1 local0', 'no log', 'no log x', 'log * local0'],
    ['log abns@x local0', notYet],
    ['log tcp@127.0.0.1:514 local0', notYet],
    ['log stdout sample 1:2 local0', notYet],
    ['log stdout len 1024x local0', 'a length is a number'],
  ],
  (line) => [...defaults, ...listen, ` ${line}`],
);

const binding = casesOf(
  'bind',
  [
    ...['', '127.0.0.1', '127.0.0.1:', '127.0.0.1:0', '127.0.0.1:80', '127.0.0.1:65536', '127.0.0.1:80-90', '127.0.0.1:90-80'],
    ...[
      '127.0.0.1:+80',
      '*:80',
      ':80',
      '80',
      '[::1]:80',
      '::1:80',
      ':::80',
      '[::1]',
      '::1',
      'localhost:80',
      'nosuch.invalid:80',
      ':',
      '*',
    ],
    ...[
      '*:',
      ':::',
      '@x',
      'foo@x:80',
      '256.0.0.1:80',
      '127.0.0.1:http',
      '127.0.0.1:80x',
      '127.1:80',
      '127.0.0.1:80,127.0.0.1:81',
    ],
    ...['127.0.0.1:80,', ',127.0.0.1:80', '/tmp/x', 'unix@/tmp/x', 'unix@x', `/tmp/${'a'.repeat(110)}`, 'fd@x', 'fd@999'],
    ...['ipv4@127.0.0.1:80', 'ipv6@::1:80', 'ipv6@[::1]:80', 'ipv4@[::1]:80', 'ipv6@127.0.0.1:80', 'tcp@127.0.0.1:80'],
    ...['tcp4@127.0.0.1:80', 'udp@127.0.0.1:80', 'stdout', ':80 maxconn 5', ':80 maxconn', ':80 maxconn -1', ':80 maxconn x'],
    ...[
      ':80 backlog 5',
      ':80 backlog',
      ':80 backlog -1',
      ':80 backlog 0',
      ':80 name n',
      ':80 name',
      ':80 name a name b',
      ':80 foo',
    ],
    ...[':80 mxaconn 5', ":80 ''", ':80 name a maxconn 5 backlog 6'],
    ['abns@x', notYet],
    ['unix@', 'a path cannot be empty'],
    [':80 v6only', notYet],
    [':80 accept-proxy', notYet],
  ],
  (line) => [...defaults, 'listen l', ` bind ${line}`, ' server s 127.0.0.1:80'],
);

const serving = casesOf(
  'server',
  [
    ...['', 's', 's 127.0.0.1:80', 's 127.0.0.1:65536', 's 127.0.0.1:80-90', 's [::1]:80', 's ::1:80', 's ::1', 's localhost:80'],
    ...['s nosuch.invalid:80', 's /tmp/x', 's unix@/tmp/x', 's unix@x', 's abns@x', 's fd@3', 's fd@x', 's ipv4@127.0.0.1:80'],
    ...['s ipv6@::1:80', 's udp@127.0.0.1:80', 's 127.0.0.1:80,127.0.0.1:81', 's 256.0.0.1:80', 's foo@x:80', 's 127.0.0.1:80x'],
    ...['s/t 127.0.0.1:80', 's:t 127.0.0.1:80', 's.t-u_v 127.0.0.1:80', 'é 127.0.0.1:80', 's#t 127.0.0.1:80', 'a b 127.0.0.1:80'],
    ['s 127.0.0.1', fromClient],
    ['s 127.0.0.1:0', fromClient],
    ['s 127.0.0.1:+80', fromClient],
    ['s *:80', fromClient],
    ['s :80', fromClient],
    ['s 0.0.0.0:80', fromClient],
  ],
  (line) => [...defaults, 'listen l', ' bind 127.0.0.1:1', ` server ${line}`],
);

const serverParameters = casesOf(
  'server s 127.0.0.1:80',
  [
    ...[
      'weight 0',
      'weight 256',
      'weight 257',
      'weight -1',
      'weight x',
      'weight 1x',
      'maxconn 0',
      'maxconn 5',
      'maxconn x',
      'inter 2',
    ],
    ...[
      'inter 2s',
      'inter 0',
      'inter x',
      'inter',
      'inter -1',
      'inter 999d',
      'inter 1us',
      'inter 2s3ms',
      'inter 5D',
      'inter 1.5s',
    ],
    ...['rise 1', 'rise 0', 'rise -1', 'rise x', 'rise', 'fall 1', 'fall 0', 'fall x', 'fall', 'port 81', 'port 0', 'port'],
    ...[
      'check',
      'no-check',
      'check check',
      'chekc',
      'backup',
      'no-backup',
      'disabled',
      'enabled',
      'disabled enabled',
      'foo bar baz',
    ],
    ...['check inter 2s rise 3 fall 4 port 8080 weight 10 maxconn 5 backup disabled', 'weight 1 weight 2', "'' weight 300"],
    ['weight', 'an argument that is missing'],
    ['maxconn', 'an argument that is missing'],
    ['maxconn -1', garbage],
    ['port 65536', garbage],
    ['fall 99999999999', garbage],
    ['cookie a', notYet],
    ['ssl verify none', notYet],
  ],
  (line) => [...defaults, 'listen l', ' bind 127.0.0.1:1', ` server s 127.0.0.1:80 ${line}`],
);

const whole: ConfigCase[] = [
  { title: 'nothing at all', configuration: '' },
  { title: 'a comment', configuration: '# nothing\n' },
  { title: 'a keyword before any section', configuration: 'foo\n' },
  { title: 'a known keyword before any section', configuration: 'bind :80\n' },
  { title: 'no newline at the end', configuration: 'listen l\n bind :1' },
  { title: 'lines that end in CRLF', configuration: `${[...defaults, ...listen].join('\r\n')}\r\n` },
  { title: 'no timeouts', configuration: text(listen) },
  {
    title: 'a frontend and a backend',
    configuration: text([...defaults, 'frontend f', ' bind :1', ' default_backend b', 'backend b', ' server s 127.0.0.1:80']),
  },
  {
    title: 'a backend and a frontend of one name',
    configuration: text([...defaults, 'frontend f', ' bind :1', ' default_backend f', 'backend f']),
  },
  { title: 'a frontend without bind', configuration: text([...defaults, 'frontend f', ' default_backend b', 'backend b']) },
  { title: 'a listen without bind', configuration: text([...defaults, 'listen l', ' server s 127.0.0.1:80']) },
  {
    title: 'a default backend that does not exist',
    configuration: text([...defaults, 'frontend f', ' bind :1', ' default_backend x']),
  },
  {
    title: 'a default backend that is a frontend',
    configuration: text([...defaults, 'frontend f', ' bind :1', ' default_backend g', 'frontend g', ' bind :2']),
  },
  {
    title: 'an inherited default backend that does not exist',
    configuration: text([...defaults, ' default_backend x', 'frontend f', ' bind :1']),
  },
  { title: 'two frontends of one name', configuration: text([...defaults, 'frontend f', ' bind :1', 'frontend f', ' bind :2']) },
  { title: 'a listen and a backend of one name', configuration: text([...defaults, ...listen, 'backend l']) },
  { title: 'two servers of one name', configuration: text([...defaults, ...listen, ' server s 127.0.0.1:81']) },
  {
    title: 'a disabled frontend with an unknown backend',
    configuration: text([...defaults, 'frontend f', ' disabled', ' bind :1', ' default_backend x', ...listen]),
  },
  { title: 'only a disabled proxy', configuration: text([...defaults, ...listen, ' disabled']) },
  { title: 'defaults that disable', configuration: text([...defaults, ' disabled', ...listen]) },
  { title: 'enabled against defaults that disable', configuration: text([...defaults, ' disabled', ...listen, ' enabled']) },
  { title: 'a server in a frontend', configuration: text([...defaults, 'frontend f', ' server s 127.0.0.1:80', ' bind :1']) },
  { title: 'a server in defaults', configuration: text([...defaults, ' server s 127.0.0.1:80', ...listen]) },
  { title: 'a bind in defaults', configuration: text([...defaults, ' bind :1', ...listen]) },
  { title: 'a bind in a backend', configuration: text([...defaults, 'backend b', ' bind :1', ...listen]) },
  {
    title: "a frontend's settings in a backend",
    configuration: text([
      ...defaults,
      'backend b',
      ' maxconn 3',
      ' backlog 4',
      ' timeout client 1s',
      ' option tcplog',
      ...listen,
    ]),
  },
  {
    title: "a backend's settings in a frontend",
    configuration: text([
      ...defaults,
      'frontend f',
      ' bind :9',
      ' balance foo',
      ' retries 3',
      ' option redispatch',
      ' timeout server 1s',
    ]),
  },
  {
    title: 'an unknown default backend in a backend',
    configuration: text([...defaults, 'backend b', ' default_backend x', ...listen]),
  },
  { title: 'named defaults', configuration: text(['defaults a', ...timeouts, 'defaults b', 'frontend f from a', ' bind :1']) },
  {
    title: 'defaults from defaults',
    configuration: text(['defaults a', ...timeouts, 'defaults b from a', 'frontend f from b', ' bind :1']),
  },
  {
    title: 'two defaults of one name, not used',
    configuration: text(['defaults a', 'defaults a', ...timeouts, 'frontend f', ' bind :1']),
  },
  {
    title: 'two defaults of one name, used',
    configuration: text(['defaults a', ...timeouts, 'defaults a', 'frontend f from a', ' bind :1']),
  },
  { title: 'defaults that come later', configuration: text(['frontend f from a', ' bind :1', 'defaults a', ...timeouts]) },
  {
    title: 'an address behind a name',
    configuration: text([...defaults, 'frontend f :80', ...listen]),
    difference: leavesOut,
  },
  {
    title: 'several mistakes',
    configuration: text([...defaults, 'frontend f', ' bind :1', ' defualt_backend b', ' mode foo', ' option foo']),
  },
];

export const configCases: readonly ConfigCase[] = [
  ...inGlobal,
  ...inListen,
  ...logging,
  ...binding,
  ...serving,
  ...serverParameters,
  ...whole,
];
