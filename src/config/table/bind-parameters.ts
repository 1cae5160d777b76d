/** Parameters of `bind` that are checked and not supported yet. Source: configuration.txt, 5.1. */
import { choice } from '../arguments/choice.js';
import { time } from '../arguments/time.js';
import type { Feature } from '../features.js';
import { parametersOf, type ArgumentType, type ParameterOf, type Place } from '../registry.js';
import { text, wholeNumber } from './later.js';
import { checkCertificate, checkFile, tlsVersions, under } from './tls-arguments.js';
import type { TlsUse } from './tls-use.js';

interface Draft {
  tls?: TlsUse;
}

const parameter = parametersOf<Draft>();

const flag = (name: string, feature: Feature, summary: string, note?: (tls: TlsUse) => void): ParameterOf<Draft> =>
  parameter({
    name,
    status: 'not supported yet',
    feature,
    summary,
    arguments: [],
    check: (draft) => note?.((draft.tls ??= {})),
  });

const valued = (
  name: string,
  feature: Feature,
  type: ArgumentType<unknown>,
  summary: string,
  check?: (word: string, place: Place, tls: TlsUse, base: { ca?: string; crt?: string }) => void,
): ParameterOf<Draft> =>
  parameter({
    name,
    status: 'not supported yet',
    feature,
    summary,
    arguments: [{ name: 'value', type }],
    check(draft, _values, context) {
      check?.(context.wordOf('value'), context.at(context.spanOf('value')), (draft.tls ??= {}), context.global.directories);
    },
  });

const file = text('<file>');
const version = choice({ what: 'TLS version', words: tlsVersions });
const protocols = choice({ what: 'protocol', words: ['none', 'h1', 'h2', 'fcgi', 'spop', 'quic'] });
const versionFlags = ['sslv3', 'tlsv10', 'tlsv11', 'tlsv12', 'tlsv13'].flatMap((name) => [`no-${name}`, `force-${name}`]);

export const laterBindParameters: readonly ParameterOf<Draft>[] = [
  flag('ssl', 'tls', 'TLS.', (tls) => {
    tls.ssl = true;
  }),
  valued('crt', 'tls', file, 'A certificate with its key.', (path, place, tls, { crt }) => {
    tls.certificate = true;
    checkCertificate(under(crt, path), place);
  }),
  valued('default-crt', 'tls', file, 'The certificate without a name.', (path, place, tls, { crt }) => {
    tls.certificate = true;
    checkCertificate(under(crt, path), place);
  }),
  valued('crt-list', 'tls', file, 'A list of certificates.', (path, place, tls) => {
    tls.certificate = true;
    checkFile(path, place);
  }),
  valued('ca-file', 'tls', file, 'Authorities of clients.', (path, place, tls, { ca }) => {
    tls.authorities = true;
    checkFile(under(ca, path), place);
  }),
  valued('ca-verify-file', 'tls', file, 'Authorities of clients, not named to them.', (path, place, tls, { ca }) => {
    tls.authorities = true;
    checkFile(under(ca, path), place);
  }),
  valued('crl-file', 'tls', file, 'Revoked certificates.', (path, place, _tls, { ca }) => checkFile(under(ca, path), place)),
  valued('ca-sign-file', 'tls', file, 'The authority of generated certificates.'),
  valued('ca-sign-pass', 'tls', text('<passphrase>'), 'Of the authority of generated certificates.'),
  valued('ca-ignore-err', 'tls', text('<errors>'), 'Errors that are let pass.'),
  valued('crt-ignore-err', 'tls', text('<errors>'), 'Errors that are let pass.'),
  valued(
    'verify',
    'tls',
    choice({ what: 'verify method', words: ['none', 'optional', 'required'] }),
    'Of clients.',
    (word, _, tls) => {
      tls.verify = word;
    },
  ),
  valued('alpn', 'tls', text('<protocols>'), 'Protocols offered.'),
  flag('no-alpn', 'tls', 'Offers none.'),
  valued('npn', 'tls', text('<protocols>'), 'Protocols offered, the old way.'),
  valued('ciphers', 'tls', text('<ciphers>'), 'Ciphers up to TLS 1.2.'),
  valued('ciphersuites', 'tls', text('<ciphers>'), 'Ciphers of TLS 1.3.'),
  valued('curves', 'tls', text('<curves>'), 'Elliptic curves.'),
  valued('ecdhe', 'tls', text('<curve>'), 'One elliptic curve.'),
  valued('sigalgs', 'tls', text('<algorithms>'), 'Signature algorithms.'),
  valued('client-sigalgs', 'tls', text('<algorithms>'), 'Signature algorithms for clients.'),
  valued('ssl-min-ver', 'tls', version, 'Oldest version.'),
  valued('ssl-max-ver', 'tls', version, 'Newest version.'),
  ...versionFlags.map((name) => flag(name, 'tls', 'A version.')),
  flag('no-tls-tickets', 'tls', 'No tickets.'),
  flag('tls-tickets', 'tls', 'Tickets.'),
  valued('tls-ticket-keys', 'tls', file, 'Keys of tickets.', (path, place) => checkFile(path, place)),
  flag('strict-sni', 'tls', 'Refuses names without a certificate.', (tls) => {
    tls.strictNames = true;
  }),
  flag('no-strict-sni', 'tls', 'Takes back `strict-sni`.'),
  flag('prefer-client-ciphers', 'tls', "Follows the client's order."),
  flag('no-ca-names', 'tls', 'Does not name authorities.'),
  flag('generate-certificates', 'tls', 'Makes certificates.'),
  flag('allow-0rtt', 'tls', 'Early data.'),
  valued('ech', 'tls', text('<directory>'), 'Encrypted hellos.'),
  valued('ktls', 'tls', choice({ what: 'setting', words: ['on', 'off'] }), 'TLS in the kernel.'),
  valued('proto', 'h2', protocols, 'The protocol, not negotiated.'),
  valued('quic-cc-algo', 'quic', text('<algorithm>'), 'Congestion control.'),
  flag('quic-force-retry', 'quic', 'Always asks again.'),
  valued('quic-socket', 'quic', choice({ what: 'setting', words: ['connection', 'listener'] }), 'Sockets of connections.'),
  valued('idle-ping', 'h2', time, 'When idle connections are tested.'),
  valued('nbconn', 'http', wholeNumber({ min: 1, max: 2147483647 }), 'Connections made at once.'),
];
