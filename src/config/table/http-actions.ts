/**
 * The actions of `http-request`, `http-response` and `http-after-response`: in which of them each may stand and what follows it.
 * Source: configuration.txt, 4.4; arguments as HAProxy 2.6 counts them.
 */
import type { Feature } from '../features.js';
import { time } from '../arguments/time.js';
import { redirect } from './http-proxy.js';
import { reply } from './http-reply.js';
import { atLeast, text, wholeNumber, type Syntax } from './later.js';
import type { Line } from './line.js';

export type RuleSet = 'http-request' | 'http-response' | 'http-after-response';

export interface HttpAction {
  name: string;
  in: readonly RuleSet[];
  /** Before the condition. */
  syntax: Syntax;
  /** Something in parentheses follows the name: it must, it may, or nothing may. */
  parenthesis: 'must' | 'may' | 'none';
  feature: Feature;
}

const everywhere: readonly RuleSet[] = ['http-request', 'http-response', 'http-after-response'];
const requestAndResponse: readonly RuleSet[] = ['http-request', 'http-response'];
const request: readonly RuleSet[] = ['http-request'];
const response: readonly RuleSet[] = ['http-response'];

const none: Syntax = () => {};
const format = text('<format>');
const expression = text('<expression>');
const header = text('<header>');
const regex = text('<regex>');
const levels = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug', 'silent'];

const action = (
  name: string,
  rules: readonly RuleSet[],
  syntax: Syntax = none,
  { parenthesis = 'none', feature = 'http-rules' }: Partial<Pick<HttpAction, 'parenthesis' | 'feature'>> = {},
): HttpAction => ({ name, in: rules, syntax, parenthesis, feature });

/** A number in decimal or, after `0x`, in hexadecimal. */
const mark = {
  notation: '<mark>',
  parse: (word: string, place: Parameters<typeof time.parse>[1]) => {
    if (/^(0[xX][\da-fA-F]+|\d+)$/.test(word)) return Number(word);
    place.alert('invalid-number', `'${word}' is not a number`, 'write decimal digits, or 0x and hexadecimal ones');
    return undefined;
  },
};

function capture(line: Line): void {
  line.read(expression);
  if (line.takes('len')) line.read(wholeNumber({ min: 1, max: 2147483647 }));
  else if (line.takes('id')) line.read(wholeNumber({ min: 0, max: 2147483647 }));
  else line.refuse('missing-argument', "'capture' expects an expression and 'len' or 'id' with a number");
}

function deleteHeader(line: Line): void {
  line.read(header);
  if (line.takes('-m')) line.oneOf('str', 'beg', 'end', 'sub', 'reg');
}

function track(line: Line): void {
  line.read(expression);
  if (line.takes('table')) line.read(text('<table>'));
}

/** The value may be left out, as in HAProxy. */
function generalPurposeTag(line: Line): void {
  if (line.next !== 'if' && line.next !== 'unless') line.take();
}

function service(line: Line): void {
  const word = line.word('<service>');
  if (word === undefined || word.value === 'prometheus-exporter' || word.value.startsWith('lua.')) return;
  line.refuse('unknown-argument', `unknown service '${word.value}'`, word, 'there are prometheus-exporter and those of Lua');
}

function setTimeout(line: Line): void {
  const which = line.oneOf('server', 'tunnel', 'client', 'connect', 'queue', 'tarpit');
  const word = which && line.word('<time> or an expression');
  if (word && /^\d/.test(word.value)) time.parse(word.value, line.context.at(word.span));
}

function setStatus(line: Line): void {
  line.read(wholeNumber({ min: 100, max: 999, notation: '<status>' }));
  if (line.takes('reason')) line.read(format);
}

function waitForBody(line: Line): void {
  if (!line.takes('time')) line.refuse('missing-argument', "'wait-for-body' expects 'time' and a time");
  line.read(time);
  if (line.takes('at-least')) line.read(text('<size>'));
}

function silentDrop(line: Line): void {
  if (line.takes('rst-ttl')) line.read(wholeNumber({ min: 1, max: 255 }));
}

const stickTables = { feature: 'stick-tables' } as const;
const ofCounter = { feature: 'stick-tables', parenthesis: 'may' } as const;
const parenthesis = { parenthesis: 'must' } as const;

export const httpActions: readonly HttpAction[] = [
  action('add-acl', requestAndResponse, atLeast(format), parenthesis),
  action('add-header', everywhere, atLeast(header, format)),
  action('add-headers-bin', everywhere, atLeast(expression)),
  action('allow', everywhere),
  action('auth', request, (line) => {
    if (line.takes('realm')) line.read(text('<realm>'));
  }),
  action('cache-store', response, atLeast(text('<cache>')), { feature: 'cache' }),
  action('cache-use', request, atLeast(text('<cache>')), { feature: 'cache' }),
  action('capture', everywhere, capture, { feature: 'captures' }),
  action('del-acl', requestAndResponse, atLeast(format), parenthesis),
  action('del-header', everywhere, deleteHeader),
  action('del-headers-bin', everywhere, atLeast(expression)),
  action('del-map', everywhere, atLeast(format), parenthesis),
  action('deny', requestAndResponse, (line) => reply(line, 'deny')),
  action('disable-l7-retry', request),
  action('do-log', everywhere),
  action('do-resolve', request, atLeast(expression), { parenthesis: 'must', feature: 'resolvers' }),
  action('early-hint', request, atLeast(header, format)),
  action('normalize-uri', request, (line) => {
    line.oneOf(
      ...['fragment-encode', 'fragment-strip', 'path-merge-slashes', 'path-strip-dot', 'path-strip-dotdot'],
      ...['percent-decode-unreserved', 'percent-to-uppercase', 'query-sort-by-name'],
    );
    line.takes('full', 'strict');
  }),
  action('pause', requestAndResponse, atLeast(text('<time>'))),
  action('redirect', requestAndResponse, redirect),
  action('reject', request),
  action('replace-header', everywhere, atLeast(header, regex, format)),
  action('replace-path', request, atLeast(regex, format)),
  action('replace-pathq', request, atLeast(regex, format)),
  action('replace-uri', request, atLeast(regex, format)),
  action('replace-value', everywhere, atLeast(header, regex, format)),
  action('return', requestAndResponse, (line) => reply(line, 'return')),
  action('sc-add-gpc', everywhere, generalPurposeTag, ofCounter),
  action('sc-inc-gpc', everywhere, none, ofCounter),
  action('sc-inc-gpc0', everywhere, none, ofCounter),
  action('sc-inc-gpc1', everywhere, none, ofCounter),
  action('sc-set-gpt', everywhere, generalPurposeTag, ofCounter),
  action('sc-set-gpt0', everywhere, generalPurposeTag, ofCounter),
  action('send-spoe-group', requestAndResponse, atLeast(text('<engine>'), text('<group>')), { feature: 'spoe' }),
  action('set-bandwidth-limit', requestAndResponse, (line) => {
    line.read(text('<name>'));
    while (line.takes('limit', 'period')) line.read(expression);
  }),
  action('set-bc-mark', request, atLeast(text('<mark>'))),
  action('set-bc-tos', request, atLeast(text('<tos>'))),
  action('set-dst', request, atLeast(expression)),
  action('set-dst-port', request, atLeast(expression)),
  action('set-fc-mark', requestAndResponse, atLeast(text('<mark>'))),
  action('set-fc-tos', requestAndResponse, atLeast(text('<tos>'))),
  action('set-header', everywhere, atLeast(header, format)),
  action('set-headers-bin', everywhere, atLeast(expression)),
  action('set-log-level', everywhere, (line) => void line.oneOf(...levels)),
  action('set-map', everywhere, atLeast(format, format), parenthesis),
  action('set-mark', requestAndResponse, atLeast(mark)),
  action('set-method', request, atLeast(format)),
  action('set-nice', requestAndResponse, atLeast(text('<nice>'))),
  action('set-path', request, atLeast(format)),
  action('set-pathq', request, atLeast(format)),
  action('set-priority-class', request, atLeast(expression)),
  action('set-priority-offset', request, atLeast(expression)),
  action('set-query', request, atLeast(format)),
  action('set-retries', request, atLeast(expression)),
  action('set-src', request, atLeast(expression)),
  action('set-src-port', request, atLeast(expression)),
  action('set-status', ['http-response', 'http-after-response'], setStatus),
  action('set-timeout', requestAndResponse, setTimeout),
  action('set-tos', requestAndResponse, atLeast(mark)),
  action('set-uri', request, atLeast(format)),
  action('set-var', everywhere, atLeast(expression), parenthesis),
  action('set-var-fmt', everywhere, atLeast(format), parenthesis),
  action('silent-drop', requestAndResponse, silentDrop),
  action('strict-mode', everywhere, (line) => void line.oneOf('on', 'off')),
  action('tarpit', request, (line) => reply(line, 'deny')),
  action('track-sc0', requestAndResponse, track, stickTables),
  action('track-sc1', requestAndResponse, track, stickTables),
  action('track-sc2', requestAndResponse, track, stickTables),
  action('unset-var', everywhere, none, parenthesis),
  action('use-service', request, service),
  action('wait-for-body', requestAndResponse, waitForBody),
  action('wait-for-handshake', request),
];

/** Actions that Lua scripts bring. Which there are is known when they have run. */
export const luaAction = (name: string): boolean => name.startsWith('lua.');
