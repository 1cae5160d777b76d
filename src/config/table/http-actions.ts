/**
 * The actions of `http-request`, `http-response` and `http-after-response`: in which of them each may stand and what follows it.
 * Source: configuration.txt, 4.4; arguments as HAProxy 2.6 counts them.
 */
import { size } from '../arguments/size.js';
import type { Feature } from '../features.js';
import { translateRegex } from '../patterns/regex.js';
import type { Word } from '../registry.js';
import { time } from '../arguments/time.js';
import { redirect } from './http-proxy.js';
import { reply } from './http-reply.js';
import { atLeast, text, wholeNumber } from './later.js';
import type { Line } from './line.js';
import { format, mention, named, regex, sample, variable } from './samples.js';

export type RuleSet = 'http-request' | 'http-response' | 'http-after-response';

export interface HttpAction {
  name: string;
  in: readonly RuleSet[];
  /** Before the condition. */
  syntax: ActionWords;
  /** Something in parentheses follows the name: it must, it may, or nothing may. */
  parenthesis: 'must' | 'may' | 'none';
  feature: Feature;
}

const everywhere: readonly RuleSet[] = ['http-request', 'http-response', 'http-after-response'];
const requestAndResponse: readonly RuleSet[] = ['http-request', 'http-response'];
const request: readonly RuleSet[] = ['http-request'];
const response: readonly RuleSet[] = ['http-response'];

/** `word`: the action's own, with what stands in parentheses behind it. */
export type ActionWords = (line: Line, word: Word) => void;

const none: ActionWords = () => {};
const header = text('<header>');
const levels = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug', 'silent'];

const action = (
  name: string,
  rules: readonly RuleSet[],
  syntax: ActionWords = none,
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
  sample(line);
  if (line.takes('len')) line.read(wholeNumber({ min: 1, max: 2147483647 }));
  else if (line.takes('id')) line.read(wholeNumber({ min: 0, max: 2147483647 }));
  else line.refuse('missing-argument', "'capture' expects an expression and 'len' or 'id' with a number");
}

function deleteHeader(line: Line): void {
  const name = line.word('<header>');
  if (!line.takes('-m')) return;
  const method = line.oneOf('str', 'beg', 'end', 'sub', 'reg');
  const translated = method === 'reg' && name ? translateRegex(name.bytes, false) : undefined;
  if (translated && 'fault' in translated) line.refuse('invalid-regex', translated.fault, name);
}

/** Without `table` it is the one of the proxy. */
function track(line: Line, word: Word): void {
  sample(line);
  if (line.takes('table')) named('table')(line);
  else mention(line, 'table', { ...word, value: '' });
}

/** Between the parentheses: the number of what is tracked, or that of a counter and then it. */
function counter(line: Line, word: Word): void {
  const [inside] = insideOf(word)?.split(',').slice(-1) ?? [];
  if (inside === undefined) return;
  if (!/^\d+$/.test(inside)) line.refuse('invalid-number', `'${inside}' is not the number of a tracked counter`, word);
  else if (Number(inside) > 2 && !line.context.global.seen.has('tune.stick-counters')) {
    line.refuse('number-out-of-range', `there is no tracked counter ${inside}`, word, 'there are 0, 1 and 2');
  }
}

/** A number or a sample; it may be left out, as in HAProxy. */
function generalPurposeTag(line: Line, word: Word): void {
  counter(line, word);
  if (line.ended || line.next === 'if' || line.next === 'unless') return;
  if (/^\d+$/.test(line.next)) line.take();
  else sample(line);
}

const insideOf = ({ value }: Word): string | undefined => /\((.*)\)$/s.exec(value)?.[1];

/** Of the variable between the parentheses, and the value that it gets, if any. */
const ofVariable =
  (value?: (line: Line) => void): ActionWords =>
  (line, word) => {
    variable(line, word, insideOf(word) ?? '');
    value?.(line);
  };

/** `do-resolve(<variable>,<resolvers>[,ipv4|,ipv6])`. */
function resolveName(line: Line, word: Word): void {
  const [name = '', resolvers, ...options] = (insideOf(word) ?? '').split(',');
  if (resolvers === undefined || options.some((option) => option !== 'ipv4' && option !== 'ipv6')) {
    line.refuse(
      'invalid-argument',
      "'do-resolve' expects the name of a variable, that of a resolvers section, and 'ipv4' or 'ipv6'",
      word,
    );
    return;
  }
  variable(line, word, name);
  mention(line, 'resolvers', { ...word, value: resolvers });
  sample(line);
}

function service(line: Line): void {
  const word = line.word('<service>');
  if (word === undefined || word.value === 'prometheus-exporter' || word.value.startsWith('lua.')) return;
  line.refuse('unknown-argument', `unknown service '${word.value}'`, word, 'there are prometheus-exporter and those of Lua');
}

function setTimeout(line: Line): void {
  line.oneOf('server', 'tunnel', 'client', 'connect', 'queue', 'tarpit');
  if (/^\d/.test(line.next)) line.read(time);
  else sample(line);
}

function setStatus(line: Line): void {
  line.read(wholeNumber({ min: 100, max: 999, notation: '<status>' }));
  if (line.takes('reason')) format(line);
}

function waitForBody(line: Line): void {
  if (!line.takes('time')) line.refuse('missing-argument', "'wait-for-body' expects 'time' and a time");
  line.read(time);
  if (line.takes('at-least')) line.read(size({ min: 0, max: 2147483647 }));
}

function silentDrop(line: Line): void {
  if (line.takes('rst-ttl')) line.read(wholeNumber({ min: 1, max: 255 }));
}

const inTurn =
  (...parts: readonly ((line: Line) => void)[]): ActionWords =>
  (line) => {
    for (const part of parts) part(line);
  };
const headerAnd = (...parts: readonly ((line: Line) => void)[]): ActionWords =>
  inTurn((line) => void line.read(header), ...parts);

const stickTables = { feature: 'stick-tables' } as const;
const ofCounter = { feature: 'stick-tables', parenthesis: 'may' } as const;
const parenthesis = { parenthesis: 'must' } as const;

export const httpActions: readonly HttpAction[] = [
  action('add-acl', requestAndResponse, format, parenthesis),
  action('add-header', everywhere, headerAnd(format)),
  action('add-headers-bin', everywhere, sample),
  action('allow', everywhere),
  action('auth', request, (line) => {
    if (line.takes('realm')) line.read(text('<realm>'));
  }),
  action('cache-store', response, named('cache'), { feature: 'cache' }),
  action('cache-use', request, named('cache'), { feature: 'cache' }),
  action('capture', everywhere, capture, { feature: 'captures' }),
  action('del-acl', requestAndResponse, format, parenthesis),
  action('del-header', everywhere, deleteHeader),
  action('del-headers-bin', everywhere, sample),
  action('del-map', everywhere, format, parenthesis),
  action('deny', requestAndResponse, (line) => reply(line, 'deny')),
  action('disable-l7-retry', request),
  action('do-log', everywhere),
  action('do-resolve', request, resolveName, { parenthesis: 'must', feature: 'resolvers' }),
  action('early-hint', request, headerAnd(format)),
  action('normalize-uri', request, (line) => {
    line.oneOf(
      ...['fragment-encode', 'fragment-strip', 'path-merge-slashes', 'path-strip-dot', 'path-strip-dotdot'],
      ...['percent-decode-unreserved', 'percent-to-uppercase', 'query-sort-by-name'],
    );
    line.takes('full', 'strict');
  }),
  action('pause', requestAndResponse, atLeast(text('<time>'))),
  action('redirect', requestAndResponse, (line) => redirect(line, { formats: true })),
  action('reject', request),
  action('replace-header', everywhere, headerAnd(regex, format)),
  action('replace-path', request, inTurn(regex, format)),
  action('replace-pathq', request, inTurn(regex, format)),
  action('replace-uri', request, inTurn(regex, format)),
  action('replace-value', everywhere, headerAnd(regex, format)),
  action('return', requestAndResponse, (line) => reply(line, 'return')),
  action('sc-add-gpc', everywhere, generalPurposeTag, ofCounter),
  action('sc-inc-gpc', everywhere, counter, ofCounter),
  action('sc-inc-gpc0', everywhere, counter, ofCounter),
  action('sc-inc-gpc1', everywhere, counter, ofCounter),
  action('sc-set-gpt', everywhere, generalPurposeTag, ofCounter),
  action('sc-set-gpt0', everywhere, generalPurposeTag, ofCounter),
  action('send-spoe-group', requestAndResponse, atLeast(text('<engine>'), text('<group>')), { feature: 'spoe' }),
  action('set-bandwidth-limit', requestAndResponse, (line) => {
    line.read(text('<name>'));
    while (line.next === 'limit' || line.next === 'period') {
      if (line.take()!.value === 'limit') sample(line);
      else line.read(time);
    }
  }),
  action('set-bc-mark', request, atLeast(text('<mark>'))),
  action('set-bc-tos', request, atLeast(text('<tos>'))),
  action('set-dst', request, sample),
  action('set-dst-port', request, sample),
  action('set-fc-mark', requestAndResponse, atLeast(text('<mark>'))),
  action('set-fc-tos', requestAndResponse, atLeast(text('<tos>'))),
  action('set-header', everywhere, headerAnd(format)),
  action('set-headers-bin', everywhere, sample),
  action('set-log-level', everywhere, (line) => void line.oneOf(...levels)),
  action('set-map', everywhere, inTurn(format, format), parenthesis),
  action('set-mark', requestAndResponse, atLeast(mark)),
  action('set-method', request, format),
  action('set-nice', requestAndResponse, atLeast(text('<nice>'))),
  action('set-path', request, format),
  action('set-pathq', request, format),
  action('set-priority-class', request, sample),
  action('set-priority-offset', request, sample),
  action('set-query', request, format),
  action('set-retries', request, sample),
  action('set-src', request, sample),
  action('set-src-port', request, sample),
  action('set-status', ['http-response', 'http-after-response'], setStatus),
  action('set-timeout', requestAndResponse, setTimeout),
  action('set-tos', requestAndResponse, atLeast(mark)),
  action('set-uri', request, format),
  action('set-var', everywhere, ofVariable(sample), parenthesis),
  action('set-var-fmt', everywhere, ofVariable(format), parenthesis),
  action('silent-drop', requestAndResponse, silentDrop),
  action('strict-mode', everywhere, (line) => void line.oneOf('on', 'off')),
  action('tarpit', request, (line) => reply(line, 'deny')),
  action('track-sc0', requestAndResponse, track, stickTables),
  action('track-sc1', requestAndResponse, track, stickTables),
  action('track-sc2', requestAndResponse, track, stickTables),
  action('unset-var', everywhere, ofVariable(), parenthesis),
  action('use-service', request, service),
  action('wait-for-body', requestAndResponse, waitForBody),
  action('wait-for-handshake', request),
];

/** Actions that Lua scripts bring. Which there are is known when they have run. */
export const luaAction = (name: string): boolean => name.startsWith('lua.');
