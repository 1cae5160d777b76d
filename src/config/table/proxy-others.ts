/** Keywords of proxies about parts that are not there yet: filters, e-mail alerts, FastCGI. Source: configuration.txt, 4.2 and 9. */
import type { AnyKeyword } from '../registry.js';
import { condition } from './condition.js';
import { anything, atLeast, everyProxy, exactly, later, proxiesOnly, servingSide, text, withoutEffect } from './later.js';
import type { Line } from './line.js';
import { named } from './samples.js';

export const filters = ['bwlim-in', 'bwlim-out', 'cache', 'comp-req', 'comp-res', 'compression', 'fcgi-app', 'spoe', 'trace'];
/** Of `quic-initial`. */
export const quicActions = ['accept', 'dgram-drop', 'reject', 'send-retry'];
const levels = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'];

function filter(line: Line): void {
  const kind = line.oneOf(...filters);
  if (kind === 'spoe') spoe(line);
  else if (kind === 'cache' || kind === 'fcgi-app') named(kind)(line);
  else if (kind === 'trace') {
    while (!line.ended)
      if (line.oneOf('name', 'random-forwarding', 'random-parsing', 'hexdump', 'quiet') === 'name') line.read(text('<name>'));
  }
}

/** `filter spoe [engine <name>] config <file>`. */
function spoe(line: Line): void {
  let configured = false;
  while (!line.ended) {
    const which = line.oneOf('engine', 'config');
    const word = which && line.word(`<${which}>`);
    if (word === undefined || which !== 'config') continue;
    configured = true;
    const read = line.context.system.readFile(word.value);
    if ('fault' in read) line.refuse('unusable-file', `cannot open '${word.value}': ${read.fault}`, word);
  }
  if (!configured) line.refuse('missing-argument', "'filter spoe' expects 'config' and a file");
}

const mail = (name: string, syntax: (line: Line) => void): AnyKeyword =>
  later({ ...everyProxy, keyword: `email-alert ${name}`, feature: 'mailers', summary: 'E-mails about servers.', syntax });

export const otherProxyKeywords: readonly AnyKeyword[] = [
  later({ ...proxiesOnly, keyword: 'filter', feature: 'filters', summary: 'A filter on the traffic.', syntax: filter }),
  later({
    ...proxiesOnly,
    keyword: 'filter-sequence',
    feature: 'filters',
    summary: 'The order of filters.',
    syntax: exactly(text('{request|response}'), text('<filters>')),
  }),
  mail('from', atLeast(text('<address>'))),
  mail('to', atLeast(text('<address>'))),
  mail('mailers', named('mailers')),
  mail('myhostname', atLeast(text('<name>'))),
  mail('level', (line) => void line.oneOf(...levels)),
  later({
    sections: ['listen', 'backend'],
    ignoredIn: ['frontend'],
    keyword: 'use-fcgi-app',
    feature: 'fcgi',
    summary: 'Speaks FastCGI with the servers.',
    syntax: named('fcgi-app'),
  }),
  later({
    ...servingSide,
    keyword: 'crt',
    feature: 'acme',
    summary: 'A certificate of this proxy.',
    syntax: atLeast(text('<file>')),
  }),
  later({
    sections: ['defaults', 'frontend', 'listen'],
    ignoredIn: ['backend'],
    keyword: 'quic-initial',
    feature: 'quic',
    summary: 'Rules on the first packet.',
    syntax(line) {
      line.oneOf(...quicActions);
      condition(line);
    },
  }),
  withoutEffect({
    ...everyProxy,
    keyword: 'description',
    summary: 'A text about the proxy.',
    reason: 'The statistics page shows it, which is refused until it is there.',
    syntax: atLeast(text('<text>')),
  }),
  withoutEffect({
    ...everyProxy,
    keyword: 'bind-process',
    summary: 'The processes of a proxy.',
    reason: 'There is one process; HAProxy ignores it too.',
    syntax: anything,
  }),
];
