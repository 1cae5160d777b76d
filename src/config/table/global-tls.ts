/**
 * TLS in `global`. These lines set what TLS listeners and servers begin with; as long as a line that uses TLS is refused they
 * have nothing to act on. Source: configuration.txt, 3.1 and 3.2.
 */
import { choice } from '../arguments/choice.js';
import { time } from '../arguments/time.js';
import type { AnyKeyword, ArgumentType } from '../registry.js';
import { anything, atLeast, count, exactly, inGlobal, nothing, text, withoutEffect, wholeNumber, type Syntax } from './later.js';
import type { Line } from './line.js';
import { tlsVersions } from './tls-arguments.js';

const reason = 'Sets what TLS begins with; lines that use TLS are refused until it is there.';
const setting = (keyword: string, summary: string, syntax: Syntax): AnyKeyword =>
  withoutEffect({ ...inGlobal, keyword, summary, reason, syntax });

const ciphers = exactly(text('<ciphers>'));
const directory = exactly(text('<directory>'));

const versions = ['sslv3', 'tlsv10', 'tlsv11', 'tlsv12', 'tlsv13'];
const commonOptions = [...versions.flatMap((version) => [`no-${version}`, `force-${version}`]), 'no-tls-tickets'];
const bindOptions = [...commonOptions, 'prefer-client-ciphers', 'strict-sni', 'no-strict-sni'];

const options =
  (known: readonly string[]): Syntax =>
  (line) => {
    do {
      if (line.takes('ssl-min-ver', 'ssl-max-ver')) line.oneOf(...tlsVersions);
      else line.oneOf(...known, 'ssl-min-ver', 'ssl-max-ver');
    } while (!line.ended);
  };

function parametersFile(line: Line): void {
  const word = line.word('<file>');
  if (word === undefined) return;
  const read = line.context.system.readFile(word.value);
  if ('fault' in read) line.refuse('unusable-file', `cannot open '${word.value}': ${read.fault}`, word);
  else if (!read.text.includes('-----BEGIN')) line.refuse('unusable-file', `'${word.value}' has no parameters`, word);
  line.finish();
}

const diffieHellmanBits: ArgumentType<number> = {
  notation: '<bits>',
  parse(word, place) {
    const bits = Number.parseInt(word, 10) || 0;
    if (bits >= 1024) return bits;
    place.alert('number-out-of-range', `'${word}' is out of range`, 'it must be at least 1024');
    return undefined;
  },
};

const onOff = exactly(choice({ what: 'setting', words: ['on', 'off'] }));

export const globalTlsKeywords: readonly AnyKeyword[] = [
  setting('ca-base', 'Where files of certificate authorities lie.', (line) => {
    const [word] = line.context.rest;
    directory(line);
    if (word) line.context.global.directories.ca = word.value;
  }),
  setting('crt-base', 'Where certificates lie.', (line) => {
    const [word] = line.context.rest;
    directory(line);
    if (word) line.context.global.directories.crt = word.value;
  }),
  setting('key-base', 'Where private keys lie.', directory),
  ...['bind', 'server'].flatMap((side) => [
    setting(`ssl-default-${side}-ciphers`, 'Ciphers up to TLS 1.2.', ciphers),
    setting(`ssl-default-${side}-ciphersuites`, 'Ciphers of TLS 1.3.', ciphers),
    setting(`ssl-default-${side}-client-sigalgs`, 'Signature algorithms for clients.', ciphers),
    setting(`ssl-default-${side}-curves`, 'Elliptic curves.', ciphers),
    setting(`ssl-default-${side}-sigalgs`, 'Signature algorithms.', ciphers),
    setting(`ssl-default-${side}-options`, 'Versions and tickets.', options(side === 'bind' ? bindOptions : commonOptions)),
  ]),
  setting('ssl-dh-param-file', 'Diffie-Hellman parameters.', parametersFile),
  setting('ssl-load-extra-del-ext', 'Drops the extension when files are looked for.', anything),
  setting('ssl-load-extra-files', 'Which files are looked for beside certificates.', (line) => {
    do line.oneOf('none', 'all', 'bundle', 'key', 'sctl', 'ocsp', 'issuer');
    while (!line.ended);
  }),
  setting('ssl-mode-async', 'Uses asynchronous engines.', anything),
  setting('ssl-engine', 'Uses an engine of OpenSSL.', atLeast(text('<name>'))),
  setting('ssl-propquery', 'Which implementations OpenSSL uses.', exactly(text('<query>'))),
  setting('ssl-provider', 'Loads a provider of OpenSSL.', exactly(text('<name>'))),
  setting('ssl-provider-path', 'Where providers lie.', exactly(text('<directory>'))),
  setting('ssl-security-level', 'The least security that OpenSSL allows.', exactly(wholeNumber({ min: 0, max: 5 }))),
  setting(
    'ssl-server-verify',
    "Whether servers' certificates are verified.",
    exactly(choice({ what: 'setting', words: ['none', 'required'] })),
  ),
  setting('ssl-skip-self-issued-ca', 'Leaves out authorities that issued themselves.', anything),
  setting('issuers-chain-path', 'Where chains of issuers lie.', exactly(text('<directory>'))),
  setting('maxsslconn', 'Most TLS connections.', exactly(count)),
  setting('maxsslrate', 'Most TLS connections a second.', exactly(count)),
  setting('tune.ssl.default-dh-param', 'Size of Diffie-Hellman keys.', exactly(diffieHellmanBits)),
  setting('tune.ssl.cachesize', 'Sessions that are kept.', exactly(count)),
  setting('tune.ssl.capture-buffer-size', 'Bytes of a hello that are kept.', exactly(count)),
  setting('tune.ssl.capture-cipherlist-size', 'Bytes of a list of ciphers that are kept.', exactly(count)),
  setting('tune.ssl.certificate-compression', 'Compresses certificates.', exactly(text('{auto|off}'))),
  setting('tune.ssl.force-private-cache', 'Keeps sessions for each process.', nothing),
  setting('tune.ssl.hard-maxrecord', 'Longest record.', exactly(count)),
  setting('tune.ssl.keylog', 'Keeps keys for debugging.', onOff),
  setting('tune.ssl.keyupdate-rate-limit', 'Most key updates a second.', exactly(count)),
  setting('tune.ssl.lifetime', 'How long sessions are kept.', exactly(time)),
  setting('tune.ssl.maxrecord', 'Longest record.', exactly(count)),
  setting('tune.ssl.ocsp-update.maxdelay', 'Longest time between updates.', exactly(count)),
  setting('tune.ssl.ocsp-update.mindelay', 'Shortest time between updates.', exactly(count)),
  setting('tune.ssl.ssl-ctx-cache-size', 'Generated certificates that are kept.', exactly(count)),
  setting('ocsp-update.disable', 'Updates nothing.', onOff),
  setting('ocsp-update.httpproxy', 'A proxy for updates.', exactly(text('<address>'))),
  setting('ocsp-update.maxdelay', 'Longest time between updates.', exactly(count)),
  setting('ocsp-update.mindelay', 'Shortest time between updates.', exactly(count)),
  setting('ocsp-update.mode', 'Whether it updates by itself.', onOff),
  setting('jwt.decrypt_alg_list', 'Algorithms for tokens.', exactly(text('<list>'))),
  setting('jwt.decrypt_enc_list', 'Encryptions for tokens.', exactly(text('<list>'))),
  setting('noktls', 'Keeps TLS out of the kernel.', nothing),
];
