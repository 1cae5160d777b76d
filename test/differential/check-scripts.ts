/** Servers that say what they are told to, and the options that check them: for both proxies the same. */
import type { ExecutionContext } from 'ava';
import type { Socket } from 'node:net';
import { startOrigin } from '../support/tcp.js';

export interface CheckCase {
  name: string;
  /** Lines of the backend. */
  lines: string[];
  /** What the server says: at once, then after each thing that it is told. 'silent': nothing. */
  says?: (string | Buffer)[];
  /** Ends the connection after the last word. */
  ends?: boolean;
  /** Says what it is told. */
  echoes?: boolean;
  /** More of the server line. `PORT` is the server's. */
  parameters?: string;
}

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');
const hello = '+PONG hello\r\n';
const tcp = (...rules: string[]): string[] => ['option tcp-check', ...rules.map((rule) => `tcp-check ${rule}`)];

export const tcpCheckCases: CheckCase[] = [
  { name: 'norule', lines: tcp(), says: [hello] },
  { name: 'found', lines: tcp('expect string +PONG'), says: [hello] },
  { name: 'late', lines: tcp('expect string NOPE'), says: [hello] },
  { name: 'absent', lines: tcp('expect string NOPE'), says: [hello], ends: true },
  { name: 'unwanted', lines: tcp('expect ! string PONG'), says: [hello], ends: true },
  { name: 'notthere', lines: tcp('expect ! string NOPE'), says: [hello], ends: true },
  { name: 'mayfollow', lines: tcp('expect ! string NOPE'), says: [hello] },
  { name: 'comment', lines: tcp('connect', 'expect string NOPE comment "my comment"'), says: [hello] },
  { name: 'heading', lines: tcp('connect', 'comment "of the next"', 'expect rstring ^NOPE'), says: [hello] },
  ...['string NOPE', 'rstring NOPE', 'string-lf NOPE', 'binary 4141', 'rbinary 4141', 'binary-lf 4141'].map((match, index) => ({
    name: `commented${index}`,
    lines: tcp(`expect comment cc min-recv 3 ${match}`),
    says: [hello],
  })),
  ...['string NOPE', '! string NOPE', 'string-lf NOPE', 'binary 41414141', 'binary-lf 41414141', 'rstring NOPE'].map(
    (match, index) => ({ name: `short${index}`, lines: tcp(`expect min-recv 1 ${match}`), says: ['ab'] }),
  ),
  ...['binary 4142', 'rbinary 41', 'rstring a'].map((match, index) => ({ name: `waits${index}`, lines: tcp(`expect ${match}`) })),
  { name: 'headingofnext', lines: tcp('comment cc', 'set-var(check.a) int(1)', 'expect min-recv 1 string a'), says: [hello] },
  { name: 'headingofsend', lines: tcp('comment cc', 'send a', 'expect min-recv 1 string a'), says: [hello] },
  { name: 'headings', lines: tcp('comment cc', 'connect comment dd', 'comment ee', 'connect port 1') },
  { name: 'binary', lines: tcp('expect binary 2b504f4e48'), says: [hello], ends: true },
  { name: 'rbinary', lines: tcp('expect rbinary ^2B504F'), says: [hello], ends: true },
  { name: 'lowerhex', lines: tcp('expect rbinary ^2b504f'), says: [hello], ends: true },
  { name: 'regex', lines: tcp('expect ! rstring PO.G'), says: [hello] },
  { name: 'empty', lines: tcp('expect string PONG'), ends: true },
  { name: 'silent', lines: tcp('send PING', 'expect string PONG comment foo') },
  { name: 'secondport', lines: tcp('connect', 'connect port 1 comment second'), says: [hello] },
  { name: 'otheraddress', lines: tcp('connect port 1 addr 127.0.0.3', 'expect string PONG'), says: [hello] },
  { name: 'conditional', lines: tcp('expect string +PONG ok-status L7OKC on-success "good"'), says: [hello], ends: true },
  { name: 'errorokc', lines: tcp('expect string NOPE error-status L7OKC'), says: [hello], ends: true },
  { name: 'errorsts', lines: tcp('expect string NOPE error-status L7STS on-error "bad"'), says: [hello], ends: true },
  { name: 'errorl4', lines: tcp('expect string NOPE error-status L4CON'), says: [hello], ends: true },
  { name: 'errorl6', lines: tcp('expect string NOPE error-status L6RSP'), says: [hello], ends: true },
  { name: 'okl6', lines: tcp('expect string +PONG ok-status L6OK'), says: [hello], ends: true },
  { name: 'okl4', lines: tcp('expect string +PONG ok-status L4OK'), says: [hello], ends: true },
  { name: 'toutl6', lines: tcp('expect string NOPE tout-status L6TOUT') },
  { name: 'toutl4', lines: tcp('expect string NOPE tout-status L4TOUT') },
  { name: 'minmore', lines: tcp('expect min-recv 100 string +PONG'), says: [hello] },
  { name: 'minless', lines: tcp('expect min-recv 5 string NOPE'), says: [hello] },
  { name: 'minzero', lines: tcp('expect min-recv 0 string NOPE'), says: [hello] },
  { name: 'minany', lines: tcp('expect min-recv -1 string NOPE'), says: [hello] },
  { name: 'minends', lines: tcp('expect min-recv 100 string +PONG'), says: [hello], ends: true },
  { name: 'steps', lines: tcp('send a\\r\\n', 'expect string A', 'send-binary 62', 'expect string B'), says: ['', 'A', 'B'] },
  { name: 'laststep', lines: tcp('send a', 'expect string A', 'send b', 'expect string X'), says: ['', 'A', 'B'] },
  { name: 'refused', lines: tcp('expect string X'), parameters: 'port 1' },
  { name: 'plainrefused', lines: [], parameters: 'port 1' },
];

const quoted = '"%[res.payload(0,0)]"';
const ping: Pick<CheckCase, 'says' | 'ends'> = { says: [hello], ends: true };
const told = (name: string, text: string): CheckCase => ({
  name,
  lines: tcp(`expect string +PONG on-success "${text}"`),
  ...ping,
});
/** The server says back what it is told. */
const echoed = (name: string, rules: string[], parameters = ''): CheckCase => ({
  name,
  lines: tcp(...rules, `expect min-recv 3 rstring NOPE on-error ${quoted}`),
  echoes: true,
  parameters,
});

/** What log formats, expressions and variables make of checks. */
export const tcpCheckFormatCases: CheckCase[] = [
  { name: 'code', lines: tcp('expect string +PONG status-code int(200)'), ...ping },
  { name: 'codelength', lines: tcp('expect string +PONG status-code res.len'), ...ping },
  { name: 'codeoferror', lines: tcp('expect string NOPE status-code int(503) error-status L7STS'), ...ping },
  { name: 'codeuntold', lines: tcp('expect string NOPE status-code int(7)'), ...ping },
  { name: 'codetext', lines: tcp('expect string +PONG status-code str(12x)'), ...ping },
  { name: 'codeempty', lines: tcp('expect string +PONG status-code str()'), ...ping },
  { name: 'codelarge', lines: tcp('expect string +PONG status-code int(100000)'), ...ping },
  { name: 'codenone', lines: tcp('expect string +PONG status-code var(check.no)'), ...ping },
  { name: 'codebool', lines: tcp('expect string +PONG status-code bool(true)'), ...ping },
  told('payload', 'got %[res.payload(0,5)] %[res.payload(0,3),hex]'),
  told('names', '%%x  %[str(a b)]  y %[be_name] %[srv_name] %[srv_id] %[nbsrv] %[srv_is_up(s)] %[srv_weight(s)]'),
  told('addresses', '[%[dst]] [%[src_port]] [%[bc_src]] [%[bc_dst]] [%bi] [%si] [%{+X}bi] [%{+Q}si]'),
  told('clients', '[%ci] [%{+Q}ci] [%cp] [%fi] [%fp] [%ID] [%{+Q}ID] [%sslc] [%sslv] [%hr] [%hs] [%{+Q}hrl]'),
  told('counts', '[%B] [%U] [%ac] [%fc] [%bc] [%sc] [%rc] [%sq] [%bq] [%lc] [%{+X}lc] [%ST]'),
  told('others', '[%Th] [%Tw] [%Tc] [%Td] [%f] [%ft] [%b] [%s] [%ts] [%tsc]'),
  told(
    'samples',
    '[%[var(check.none)]] [%{+Q}[var(check.none)]] [%{+E}[str(a]b)]] [%[bool(true)]] [%[int(-5)]] [%{+X}[int(255)]]',
  ),
  told('blanks', '  lead  two   three %% %o %{+Q}o %[str(a)]'),
  told('controls', '%[str(a)]%[res.payload(0,0)]'),
  told('long', 'x'.repeat(400)),
  { name: 'lfthere', lines: tcp('expect string-lf "%[str(+PONG)]"'), ...ping },
  { name: 'lfabsent', lines: tcp('expect string-lf "%[str(NOPE)]"'), ...ping },
  { name: 'lfunwanted', lines: tcp('expect ! string-lf "%[str(+PONG)]" comment "a comment"'), ...ping },
  { name: 'lfempty', lines: tcp('expect string-lf "%[var(check.no)]"'), ...ping },
  { name: 'lfemptynot', lines: tcp('expect ! string-lf "%[var(check.no)]" error-status L7STS'), ...ping },
  { name: 'lfbinary', lines: tcp('expect binary-lf "%[str(2b504f)]"'), ...ping },
  { name: 'lfbinaryno', lines: tcp('expect binary-lf "%[str(4e4f5045)]"'), ...ping },
  { name: 'lfbinarybad', lines: tcp('expect binary-lf "%[str(xyz)]" on-error "%[int(1)]"'), ...ping },
  { name: 'lfbinaryempty', lines: tcp('expect binary-lf "%[var(check.no)]"'), ...ping },
  { name: 'lfsilent', lines: tcp('expect string-lf "%[str(x)]"') },
  { name: 'lfsilentbinary', lines: tcp('expect binary-lf "%[str(41)]" comment cc') },
  { name: 'lfenough', lines: tcp('expect min-recv 3 string-lf NOPE'), says: [hello] },
  echoed('sendlf', ['set-var(check.x) str(abc)', 'connect', 'send-lf "%[var(check.x)]-%b-%s\\r\\n"']),
  echoed('sendhex', ['send-binary-lf "%[str(616263)]"']),
  echoed('sendodd', ['send-binary-lf "%[str(61626)]" comment odd']),
  echoed('sendnohex', ['send-binary-lf "%[str(zz)]"']),
  echoed('sendnothing', ['send-lf "%[var(check.no)]"']),
  echoed('variables', [
    'connect',
    'set-var(check.a) int(5)',
    'set-var(check.a,ifexists) int(6)',
    'set-var(check.a,ifnotexists) int(7)',
    'set-var-fmt(sess.b) "%[var(check.a)]-%b"',
    'set-var(check.c) int(1)',
    'unset-var(check.c)',
    'set-var(proc.d) int(2)',
    'set-var(txn.e) int(3)',
    'send-lf "[%[var(check.a)]] [%[var(sess.b)]] [%[var(check.c)]] [%[var(proc.d)]] [%[var(txn.e)]]"',
  ]),
  { name: 'portvariable', lines: tcp('set-var(check.p) int(1)', 'connect port var(check.p)') },
  { name: 'portnone', lines: tcp('connect port var(check.p)', 'expect string NOPE'), ...ping },
  { name: 'portzero', lines: tcp('connect port int(0)', 'expect string NOPE'), ...ping },
  { name: 'portsecond', lines: tcp('connect', 'connect port int(1) comment xx'), ...ping },
  {
    name: 'lastconnect',
    lines: tcp('connect', 'expect string +PONG ok-status L7OKC on-success first', 'connect'),
    says: [hello],
  },
  { name: 'lastsend', lines: tcp('connect', 'expect string +PONG ok-status L6OK on-success first', 'send abc'), says: [hello] },
  {
    name: 'lastvariable',
    lines: tcp('expect string +PONG ok-status L6OK on-success x', 'set-var(check.a) int(5)'),
    says: [hello],
  },
  { name: 'onlyvariable', lines: tcp('set-var(check.a) int(5)'), says: [hello] },
  { name: 'onlyconnect', lines: tcp('connect'), says: [hello] },
  { name: 'onlysend', lines: tcp('connect', 'send abc'), says: [hello] },
  { name: 'socks', lines: tcp('connect via-socks4 proto none', 'expect string +PONG'), ...ping },
  { name: 'norules', lines: ['tcp-check expect string NOPE'], says: [hello] },
];

/** Which connections begin with the PROXY protocol, and in which version. */
export const proxyLineCases: CheckCase[] = [
  echoed('headrule', ['connect send-proxy']),
  echoed('headdefault', ['connect default'], 'check-send-proxy'),
  echoed('headimplicit', [], 'check-send-proxy'),
  echoed('headinherited', [], 'send-proxy'),
  echoed('headotherport', ['connect default'], 'send-proxy check-send-proxy port PORT'),
  echoed('headtwo', ['connect send-proxy'], 'send-proxy-v2'),
  echoed('headlocal', ['connect default'], 'check-send-proxy send-proxy-v2'),
  echoed('headchecksum', ['connect send-proxy'], 'send-proxy-v2 proxy-v2-options crc32c'),
  { ...echoed('headnot', ['connect'], 'check-send-proxy') },
  { ...echoed('headnotport', [], 'send-proxy port PORT') },
];

const mysqlPacket = (sequence: number, body: Buffer): Buffer =>
  Buffer.concat([Buffer.from([body.length & 255, body.length >> 8, 0, sequence]), body]);
const mysqlGreeting = mysqlPacket(
  0,
  Buffer.from(
    '\x0a8.0.32\0\x01\0\0\0abcdefgh\0\xff\xf7\x21\x02\0\xff\x81\x15' + '\0'.repeat(10) + 'abcdefghijkl\0native\0',
    'latin1',
  ),
);
const mysqlError = Buffer.from('\xff\x15\x04#28000Access denied', 'latin1');
const spopFrame = (type: number, ...items: string[]): Buffer => {
  const body = Buffer.concat([Buffer.from([type, 0, 0, 0, 1, 0, 0]), ...items.map((item) => Buffer.from(item, 'latin1'))]);
  return Buffer.concat([Buffer.from([0, 0, 0, body.length]), body]);
};
const version = '\x07version\x08\x032.0';
const frameSize = '\x0emax-frame-size\x03\xfc\xf0\x06';
const capabilities = '\x0ccapabilities\x08\0';

export const protocolCases: CheckCase[] = [
  { name: 'sslhello', lines: ['option ssl-hello-chk'], says: ['', hex('160300004a02')] },
  { name: 'sslalert', lines: ['option ssl-hello-chk'], says: ['', hex('15030000020228')] },
  { name: 'sslother', lines: ['option ssl-hello-chk'], says: ['', 'hello world'] },
  { name: 'sslshort', lines: ['option ssl-hello-chk'], says: ['', hex('1603')] },
  { name: 'sslsilent', lines: ['option ssl-hello-chk'] },
  { name: 'redis', lines: ['option redis-check'], says: ['', '+PONG\r\n'] },
  { name: 'rediserror', lines: ['option redis-check'], says: ['', '-ERR foo\r\n'] },
  { name: 'redisends', lines: ['option redis-check'], says: ['', '-ERR foo\r\n'], ends: true },
  { name: 'smtp', lines: ['option smtpchk'], says: ['220 hi there\r\n', '250 ok fine\r\n', '221 bye\r\n'] },
  {
    name: 'smtplines',
    lines: ['option smtpchk EHLO my.dom'],
    says: ['220 hi\r\n', '250-a\r\n250-b\r\n250 c\r\n', '221 bye\r\n'],
  },
  { name: 'smtpno', lines: ['option smtpchk FOO my.dom'], says: ['220 hi\r\n', '550 no way\r\n'] },
  { name: 'smtpaway', lines: ['option smtpchk'], says: ['421 go away\r\n'] },
  { name: 'smtpfoo', lines: ['option smtpchk'], says: ['foo bar\r\n'] },
  { name: 'smtpquit', lines: ['option smtpchk'], says: ['220 hi\r\n', '250 ok\r\n', '500 what\r\n'] },
  { name: 'smtpshort', lines: ['option smtpchk'], says: ['22'] },
  { name: 'smtpbare', lines: ['option smtpchk'], says: ['220\r\n', '250\r\n', '221\r\n'] },
  { name: 'smtpmulti', lines: ['option smtpchk'], says: ['220-a\r\n220 b\r\n'] },
  { name: 'smtpempty', lines: ['option smtpchk'], ends: true },
  { name: 'pgsql', lines: ['option pgsql-check user foo'], says: ['', hex('520000000800000000')] },
  { name: 'pgsqlerror', lines: ['option pgsql-check user foo'], says: ['', 'E\0\0\0\x30SFATAL\0C28000\0Mno such role\0\0'] },
  { name: 'pgsqlshort', lines: ['option pgsql-check user foo'], says: ['', 'XYZ'] },
  { name: 'pgsqlother', lines: ['option pgsql-check user foo'], says: ['', 'XYZXYZXYZXYZ'] },
  { name: 'ldap', lines: ['option ldap-check'], says: ['', hex('300c02010161070a010004000400')] },
  { name: 'ldapdenied', lines: ['option ldap-check'], says: ['', hex('300c02010161070a013104000400')] },
  { name: 'ldaptext', lines: ['option ldap-check'], says: ['', 'hello there friend'] },
  { name: 'ldapother', lines: ['option ldap-check'], says: ['', hex('300c02010164070a010004000400')] },
  { name: 'ldaplong', lines: ['option ldap-check'], says: ['', hex('3084000000100201016184000000070a010004000400')] },
  { name: 'ldapshort', lines: ['option ldap-check'], says: ['', hex('300c020102')] },
  { name: 'mysql', lines: ['option mysql-check'], says: [mysqlGreeting] },
  { name: 'mysqluser', lines: ['option mysql-check user haproxy'], says: [mysqlGreeting, mysqlPacket(2, hex('00000002000000'))] },
  {
    name: 'mysqlold',
    lines: ['option mysql-check user haproxy pre-41'],
    says: [mysqlGreeting, mysqlPacket(2, hex('00000002000000'))],
  },
  { name: 'mysqldenied', lines: ['option mysql-check user haproxy post-41'], says: [mysqlGreeting, mysqlPacket(2, mysqlError)] },
  { name: 'mysqlblocked', lines: ['option mysql-check'], says: [mysqlPacket(0, mysqlError)] },
  { name: 'mysqlcut', lines: ['option mysql-check user haproxy'], says: [mysqlGreeting.subarray(0, 30)] },
  { name: 'mysqlempty', lines: ['option mysql-check'], ends: true },
  { name: 'spop', lines: ['option spop-check'], says: ['', spopFrame(101, version, frameSize, capabilities)] },
  { name: 'spopzero', lines: ['option spop-check'], says: ['', hex('00000000')] },
  { name: 'spopnoversion', lines: ['option spop-check'], says: ['', spopFrame(101, frameSize, capabilities)] },
  {
    name: 'spopold',
    lines: ['option spop-check'],
    says: ['', spopFrame(101, '\x07version\x08\x033.0', frameSize, capabilities)],
  },
  { name: 'spopnosize', lines: ['option spop-check'], says: ['', spopFrame(101, version)] },
];

const agent = (name: string, line: string, parameters = ''): CheckCase => ({
  name,
  lines: [],
  says: [line],
  ends: true,
  parameters: `agent-check agent-port PORT agent-inter 1s ${parameters}`,
});

export const agentCases: CheckCase[] = [
  agent('up', 'up\n'),
  agent('down', 'down\n'),
  agent('fail', 'fail # too bad\n'),
  agent('stopped', 'stopped # bye bye\n'),
  agent('drain', 'drain\n'),
  agent('maint', 'maint # gone fishing\n'),
  agent('half', '50%\n', 'weight 100'),
  agent('unknown', 'foo\n'),
  agent('all', 'up 20% maxconn:30 # all is well\n', 'weight 100'),
  agent('endless', 'down'),
  agent('nothing', ''),
  agent('comma', 'down, 20%\n', 'weight 100'),
  agent('ready', 'ready up\n'),
  agent('upfoo', 'up foo\n'),
  agent('capitals', 'DOWN #x\n'),
  agent('words', 'down reason words here\n'),
  agent('tabs', 'drain\tdown\n'),
  agent('blank', '   \n'),
];

/** A server for the case; its port. */
export async function startScripted(
  t: ExecutionContext,
  { says = [], ends = false, echoes = false }: CheckCase,
): Promise<number> {
  const [first = '', ...others] = says;
  const { port } = await startOrigin(t, (socket: Socket) => {
    if (echoes) {
      socket.pipe(socket);
      return;
    }
    const rest = [...others];
    const say = (word: string | Buffer): void => {
      if (typeof word === 'string') word = Buffer.from(word, 'latin1');
      if (ends && rest.length === 0) socket.end(word);
      else if (word.length > 0) socket.write(word);
    };
    say(first);
    socket.on('data', () => {
      const word = rest.shift();
      if (word !== undefined) say(word);
    });
    socket.on('end', () => socket.end());
  });
  return port;
}
