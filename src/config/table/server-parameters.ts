/** Parameters of `server` that are checked and not supported yet. Source: configuration.txt, 5.2. */
import { isIP } from 'node:net';
import { choice } from '../arguments/choice.js';
import { time } from '../arguments/time.js';
import type { Feature } from '../features.js';
import { parametersOf, type ArgumentType, type ParameterOf, type Place } from '../registry.js';
import { count, text } from './later.js';
import { checkCertificate, checkFile, tlsVersions, under } from './tls-arguments.js';
import type { TlsUse } from './tls-use.js';

interface Draft {
  tls?: TlsUse;
}

const parameter = parametersOf<Draft>();

type Note = (tls: TlsUse, word: string, place: Place, base: { ca?: string; crt?: string }) => void;

const flag = (name: string, feature: Feature, summary: string, note?: Note): ParameterOf<Draft> =>
  parameter({
    name,
    status: 'not supported yet',
    feature,
    summary,
    arguments: [],
    check: (draft, _, context) => note?.((draft.tls ??= {}), '', context, context.global.directories),
  });

const valued = (name: string, feature: Feature, type: ArgumentType<unknown>, summary: string, note?: Note): ParameterOf<Draft> =>
  parameter({
    name,
    status: 'not supported yet',
    feature,
    summary,
    arguments: [{ name: 'value', type }],
    check(draft, _, context) {
      note?.((draft.tls ??= {}), context.wordOf('value'), context.at(context.spanOf('value')), context.global.directories);
    },
  });

/** Of HTTP alone. */
const http = (name: string, feature: Feature, type: ArgumentType<unknown> | undefined, summary: string): ParameterOf<Draft> =>
  parameter({
    name,
    status: 'not supported yet',
    feature,
    httpOnly: true,
    summary,
    arguments: type ? [{ name: 'value', type }] : [],
  });

const version = choice({ what: 'TLS version', words: tlsVersions });
const protocols = choice({ what: 'protocol', words: ['none', 'h1', 'h2', 'fcgi', 'spop', 'quic'] });
const versionFlags = ['sslv3', 'tlsv10', 'tlsv11', 'tlsv12', 'tlsv13'].flatMap((name) => [`no-${name}`, `force-${name}`]);
const resolveOptions = ['allow-dup-ip', 'ignore-weight', 'prevent-dup-ip'];

const listOf = (known: readonly string[]): ArgumentType<string[]> => ({
  notation: known.join('|'),
  parse(word, place) {
    const words = word.split(',');
    const wrong = words.find((each) => !known.includes(each));
    if (wrong === undefined) return words;
    place.alert('unknown-argument', `unknown option '${wrong}'`, `it can be ${known.join(', ')}`);
    return undefined;
  },
});

const networks: ArgumentType<string> = {
  notation: '<network>[,…]',
  parse(word, place) {
    const wrong = word.split(',').find((each) => isIP(each.split('/')[0]!) === 0);
    if (wrong === undefined) return word;
    place.alert('invalid-address', `'${wrong}' is no network`);
    return undefined;
  },
};

export const laterServerParameters: readonly ParameterOf<Draft>[] = [
  flag('ssl', 'tls', 'TLS.', (tls) => {
    tls.ssl = true;
  }),
  flag('no-ssl', 'tls', 'Takes back `ssl`.', (tls) => {
    delete tls.ssl;
  }),
  flag('check-ssl', 'tls', 'Checks over TLS.'),
  flag('no-check-ssl', 'tls', 'Takes back `check-ssl`.'),
  valued('check-sni', 'tls', text('<name>'), 'The name that checks ask for.'),
  flag('check-sni-auto', 'tls', 'Checks ask for the name of the request.'),
  flag('no-check-sni-auto', 'tls', 'Takes back `check-sni-auto`.'),
  valued('check-alpn', 'tls', text('<protocols>'), 'Protocols that checks offer.'),
  valued('verify', 'tls', choice({ what: 'verify method', words: ['none', 'required'] }), 'Of the server.', (tls, word) => {
    tls.verify = word;
  }),
  valued('verifyhost', 'tls', text('<name>'), 'The name that the certificate must have.'),
  valued('ca-file', 'tls', text('<file>'), 'Authorities.', (tls, path, place, { ca }) => {
    tls.authorities = true;
    checkFile(under(ca, path), place);
  }),
  valued('crl-file', 'tls', text('<file>'), 'Revoked certificates.', (_, path, place, { ca }) =>
    checkFile(under(ca, path), place),
  ),
  valued('crt', 'tls', text('<file>'), 'Our certificate.', (_, path, place, { crt }) =>
    checkCertificate(under(crt, path), place),
  ),
  valued('alpn', 'tls', text('<protocols>'), 'Protocols offered.'),
  valued('npn', 'tls', text('<protocols>'), 'Protocols offered, the old way.'),
  valued('ciphers', 'tls', text('<ciphers>'), 'Ciphers up to TLS 1.2.'),
  valued('ciphersuites', 'tls', text('<ciphers>'), 'Ciphers of TLS 1.3.'),
  valued('curves', 'tls', text('<curves>'), 'Elliptic curves.'),
  valued('sigalgs', 'tls', text('<algorithms>'), 'Signature algorithms.'),
  valued('client-sigalgs', 'tls', text('<algorithms>'), 'Signature algorithms for us.'),
  valued('sni', 'tls', text('<expression>'), 'The name asked for.'),
  flag('sni-auto', 'tls', 'The name of the request.'),
  flag('no-sni-auto', 'tls', 'Takes back `sni-auto`.'),
  valued('ssl-min-ver', 'tls', version, 'Oldest version.'),
  valued('ssl-max-ver', 'tls', version, 'Newest version.'),
  ...versionFlags.map((name) => flag(name, 'tls', 'A version.')),
  flag('ssl-reuse', 'tls', 'Takes sessions up again.'),
  flag('no-ssl-reuse', 'tls', 'Never takes sessions up again.'),
  flag('tls-tickets', 'tls', 'Tickets.'),
  flag('no-tls-tickets', 'tls', 'No tickets.'),
  flag('renegotiate', 'tls', 'Allows renegotiation.'),
  flag('no-renegotiate', 'tls', 'Refuses renegotiation.'),
  flag('allow-0rtt', 'tls', 'Early data.'),
  valued('ktls', 'tls', choice({ what: 'setting', words: ['on', 'off'] }), 'TLS in the kernel.'),
  http('cookie', 'cookies', text('<value>'), 'The value of the cookie for this server.'),
  http('redir', 'http', text('<prefix>'), 'Redirects in place of a connection.'),
  http('proto', 'h2', protocols, 'The protocol, not negotiated.'),
  http('ws', 'http', choice({ what: 'protocol', words: ['auto', 'h1', 'h2'] }), 'The protocol of WebSocket.'),
  http('max-reuse', 'idle-connections', count, 'How often a connection is used.'),
  http('pool-conn-name', 'idle-connections', text('<expression>'), 'Which kept connections are alike.'),
  http('idle-ping', 'h2', time, 'When idle connections are tested.'),
  http('strict-maxconn', 'idle-connections', undefined, 'Counts kept connections too.'),
  valued('check-proto', 'http-checks', protocols, 'The protocol of checks.'),
  valued('check-pool-conn-name', 'http-checks', text('<name>'), 'Which kept connections checks may use.'),
  flag('check-reuse-pool', 'http-checks', 'Checks over kept connections.'),
  flag('no-check-reuse-pool', 'http-checks', 'Takes back `check-reuse-pool`.'),
  valued('healthcheck', 'http-checks', text('<name>'), 'A `healthcheck` section.'),
  parameter({
    name: 'resolvers',
    status: 'not supported yet',
    feature: 'resolvers',
    summary: 'Looks the name up while running.',
    arguments: [{ name: 'name', type: text('<name>') }],
    check(_draft, { name }, context) {
      const { section } = context;
      if (!('http' in section.settings)) return;
      section.settings.mentioned ??= { expressions: [], references: [] };
      section.settings.mentioned.references.push({ kind: 'resolvers', name, span: context.spanOf('name'), by: context.word });
    },
  }),
  valued('resolve-prefer', 'resolvers', choice({ what: 'family', words: ['ipv4', 'ipv6'] }), 'The address family.'),
  valued('resolve-opts', 'resolvers', listOf(resolveOptions), 'What answers may be.'),
  valued('resolve-net', 'resolvers', networks, 'Which addresses come first.'),
  flag('stick', 'stick-tables', 'Remembered in stick tables.'),
  flag('non-stick', 'stick-tables', 'Not remembered in stick tables.'),
  valued('shard', 'peers', count, 'The part of a table that a peer gets.'),
  valued('log-bufsize', 'log-forward', count, 'Bytes kept for a log server.'),
];
