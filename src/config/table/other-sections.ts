/** The lines of sections that are not there yet: their headers are refused, their lines only checked. Source: configuration.txt, 3, 5.3.2, 6 and 10. */
import { time } from '../arguments/time.js';
import type { OtherKind } from '../other-sections.js';
import type { AnyKeyword } from '../registry.js';
import { otherSections } from '../other-sections.js';
import { errorPage, statusCode } from './error-pages.js';
import { anything, atLeast, exactly, later, nothing, text, wholeNumber, type Syntax } from './later.js';
import type { Line } from './line.js';

const largest = 2147483647;

const of = (kind: OtherKind, lines: Readonly<Record<string, Syntax>>): AnyKeyword[] =>
  Object.entries(lines).map(([keyword, syntax]) =>
    later({
      sections: [kind],
      keyword,
      feature: otherSections[kind].feature ?? 'other-sections',
      summary: `A line of \`${kind}\` sections.`,
      syntax,
    }),
  );

const nameServer: Syntax = (line) => {
  line.read(text('<name>'));
  const address = line.word('<address>:<port>');
  if (address && !/^(\w+@)?.*:\d+$|^unix@|^\//.test(address.value)) {
    line.refuse('missing-port', `'${address.value}' has no port`, address, 'DNS servers listen on port 53');
  }
  line.takeRest();
};

function hold(line: Line): void {
  line.oneOf('nx', 'other', 'refused', 'timeout', 'valid', 'obsolete');
  line.read(time);
}

function user(line: Line): void {
  line.read(text('<name>'));
  while (!line.ended) {
    const word = line.take()!;
    if (['password', 'insecure-password', 'groups'].includes(word.value)) line.read(text(`<${word.value}>`));
    else line.unknown(word, ['password', 'insecure-password', 'groups']);
  }
}

function group(line: Line): void {
  line.read(text('<name>'));
  if (line.takes('users')) line.read(text('<users>'));
  line.finish();
}

/** `peer <name> [<address>:<port>] …`; the address of the local peer may be a `bind` line. */
function peer(line: Line): void {
  line.read(text('<name>'));
  const address = line.take();
  if (address && !/:\d+$|^unix@|^\/|^abns@/.test(address.value)) {
    line.refuse('missing-port', `'${address.value}' has no port`, address);
  }
  line.takeRest();
}

const timeouts =
  (...names: readonly string[]): Syntax =>
  (line) => {
    line.oneOf(...names);
    line.read(time);
    line.finish();
  };

export const otherSectionKeywords: readonly AnyKeyword[] = [
  ...of('resolvers', {
    nameserver: nameServer,
    'parse-resolv-conf': anything,
    hold,
    resolve_retries: exactly(wholeNumber({ min: 0, max: largest })),
    accepted_payload_size: exactly(wholeNumber({ min: 512, max: 65535 })),
    timeout: timeouts('resolve', 'retry'),
  }),
  ...of('userlist', { user, group }),
  ...of('peers', {
    peer,
    bind: atLeast(text('<address>')),
    'default-bind': anything,
    'default-server': anything,
    server: peer,
    log: anything,
    shards: exactly(wholeNumber({ min: 1, max: largest })),
    disabled: nothing,
    enabled: nothing,
    table: atLeast(text('<name>')),
  }),
  ...of('mailers', {
    mailer: atLeast(text('<name>'), text('<address>:<port>')),
    timeout: timeouts('mail'),
  }),
  ...of('cache', {
    'total-max-size': exactly(wholeNumber({ min: 1, max: 4095 })),
    'max-object-size': exactly(wholeNumber({ min: 1, max: largest })),
    'max-age': exactly(wholeNumber({ min: 1, max: largest })),
    'process-vary': (line) => {
      line.oneOf('on', 'off');
      line.finish();
    },
    'max-secondary-entries': exactly(wholeNumber({ min: 1, max: largest })),
  }),
  ...of('http-errors', {
    errorfile(line) {
      line.read(statusCode);
      errorPage(line);
    },
  }),
  ...of('program', {
    command: atLeast(text('<command>')),
    user: atLeast(text('<user>')),
    group: atLeast(text('<group>')),
    option(line) {
      line.oneOf('start-on-reload');
      line.finish();
    },
  }),
  ...of('fcgi-app', {
    acl: atLeast(text('<name>'), text('<expression>')),
    docroot: exactly(text('<directory>')),
    index: exactly(text('<script>')),
    'log-stderr': atLeast(text('<target>')),
    option: atLeast(text('<option>')),
    'pass-header': atLeast(text('<header>')),
    'path-info': exactly(text('<regex>')),
    'set-param': atLeast(text('<name>'), text('<format>')),
  }),
  ...of('log-forward', {
    bind: atLeast(text('<address>')),
    'dgram-bind': atLeast(text('<address>')),
    log: atLeast(text('<target>')),
    backlog: exactly(wholeNumber({ min: 0, max: largest })),
    maxconn: exactly(wholeNumber({ min: 0, max: largest })),
    option: atLeast(text('<option>')),
    timeout: timeouts('client'),
  }),
  ...of('crt-store', {
    'crt-base': exactly(text('<directory>')),
    'key-base': exactly(text('<directory>')),
    load: atLeast(text('<parameters>')),
  }),
  ...of('acme', {
    'account-key': exactly(text('<file>')),
    'acme-vars': exactly(text('<variables>')),
    bits: exactly(wholeNumber({ min: 1024, max: largest })),
    challenge: exactly(text('<challenge>')),
    'challenge-ready': exactly(text('<conditions>')),
    contact: exactly(text('<address>')),
    curves: exactly(text('<curve>')),
    directory: exactly(text('<url>')),
    'dns-delay': exactly(time),
    'dns-timeout': exactly(time),
    keytype: exactly(text('<type>')),
    map: exactly(text('<map>')),
    profile: exactly(text('<profile>')),
    'provider-name': exactly(text('<name>')),
    'reuse-key': exactly(text('{on|off}')),
  }),
  ...of('traces', { trace: atLeast(text('<source>')) }),
  ...of('log-profile', { 'log-tag': exactly(text('<tag>')), on: atLeast(text('<step>')) }),
  ...of('healthcheck', {
    type: atLeast(text('<type>')),
    'http-check': atLeast(text('<step>')),
    'tcp-check': atLeast(text('<step>')),
  }),
];
