/** Keywords of proxies in HTTP mode. Source: configuration.txt, 4.2. */
import { choice } from '../arguments/choice.js';
import { time } from '../arguments/time.js';
import type { AnyKeyword } from '../registry.js';
import { condition } from './condition.js';
import { errorPage, statusCode } from './error-pages.js';
import {
  acceptingSide,
  anything,
  atLeast,
  count,
  everyProxy,
  exactly,
  later,
  servingSide,
  text,
  wholeNumber,
  type Syntax,
} from './later.js';
import type { Line } from './line.js';
import { warnOfOrder } from './rule-order.js';
import { format, named } from './samples.js';

const uri = text('<uri>');
const captureLength: Syntax = (line) => {
  if (line.read(text('<name>')) === undefined) return;
  if (!line.takes('len')) line.refuse('missing-argument', `'${line.title}' expects a name, 'len' and a length`);
  line.read(count);
};

const cookieModes = ['rewrite', 'insert', 'prefix'];
const cookieFlags = [...cookieModes, 'indirect', 'nocache', 'postonly', 'preserve', 'httponly', 'secure', 'dynamic'];
const cookieValues = ['domain', 'maxidle', 'maxlife', 'attr'];

function cookie(line: Line): void {
  line.read(text('<name>'));
  const modes = new Set<string>();
  while (!line.ended) {
    const word = line.take()!;
    if (cookieModes.includes(word.value)) modes.add(word.value);
    if (modes.size > 1) line.refuse('invalid-argument', "the modes 'rewrite', 'insert' and 'prefix' exclude each other", word);
    else if (cookieFlags.includes(word.value)) continue;
    else if (word.value === 'maxidle' || word.value === 'maxlife') line.read(secondsOf(word.value));
    else if (cookieValues.includes(word.value)) line.read(text(`<${word.value}>`));
    else line.unknown(word, [...cookieFlags, ...cookieValues]);
  }
}

const secondsOf = (what: string): typeof time => ({ ...time, notation: `<${what}>` });

const algorithms = choice({ what: 'compression algorithm', words: ['identity', 'gzip', 'deflate', 'raw-deflate'] });
const several =
  (type: typeof algorithms | ReturnType<typeof text>): Syntax =>
  (line) => {
    do line.read(type);
    while (!line.ended);
  };

const retryStatus = ['401', '403', '404', '408', '421', '425', '429', '500', '501', '502', '503', '504'];
const retryReasons = [
  ...['conn-failure', 'empty-response', 'response-timeout', 'junk-response', '0rtt-rejected', 'all-retryable-errors'],
  ...retryStatus,
];

function retryOn(line: Line): void {
  if (line.takes('none')) {
    line.finish();
    return;
  }
  do line.oneOf(...retryReasons);
  while (!line.ended);
}

const redirectCodes = ['301', '302', '303', '307', '308'];
const redirectFlags = ['drop-query', 'append-slash', 'ignore-empty', 'keep-query'];

/** After `redirect`, whose locations are taken as they are, and after `http-request redirect`, where they are formats. */
export function redirect(line: Line, { formats }: { formats: boolean }): void {
  let typed = false;
  while (!line.ended && line.next !== 'if' && line.next !== 'unless') {
    const word = line.take()!;
    if (['location', 'prefix', 'scheme'].includes(word.value)) {
      typed = true;
      if (formats) format(line);
      else line.read(text(`<${word.value}>`));
    } else if (word.value === 'code') line.oneOf(...redirectCodes);
    else if (word.value === 'set-cookie' || word.value === 'clear-cookie') line.read(text('<cookie>'));
    else if (!redirectFlags.includes(word.value)) {
      line.unknown(word, ['location', 'prefix', 'scheme', 'code', 'set-cookie', 'clear-cookie', ...redirectFlags]);
      return;
    }
  }
  if (!typed) line.refuse('missing-argument', "a redirection expects 'location', 'prefix' or 'scheme'");
  condition(line);
}

const statusAndUrl: Syntax = (line) => {
  line.read(statusCode);
  line.read(text('<url>'));
};

export const httpProxyKeywords: readonly AnyKeyword[] = [
  later({
    ...acceptingSide,
    keyword: 'monitor-uri',
    feature: 'http',
    httpOnly: 'warned',
    summary: 'Answers requests for this path by itself.',
    syntax: exactly(uri),
  }),
  later({
    ...acceptingSide,
    keyword: 'monitor fail',
    feature: 'http',
    httpOnly: 'silent',
    summary: 'When `monitor-uri` answers with an error.',
    syntax: (line) => condition(line, { required: true }),
  }),
  later({
    ...everyProxy,
    keyword: 'errorfile',
    feature: 'http',
    httpOnly: 'silent',
    summary: 'The answer for an error, from a file.',
    syntax(line) {
      line.read(statusCode);
      errorPage(line);
    },
  }),
  ...['errorloc', 'errorloc302', 'errorloc303'].map((keyword) =>
    later({
      ...everyProxy,
      keyword,
      feature: 'http',
      httpOnly: 'silent',
      summary: 'Redirects in place of an error.',
      syntax: statusAndUrl,
    }),
  ),
  later({
    ...everyProxy,
    keyword: 'errorfiles',
    feature: 'http',
    httpOnly: 'silent',
    summary: 'Errors from an `http-errors` section.',
    syntax(line) {
      named('http-errors')(line);
      while (!line.ended) line.read(statusCode);
    },
  }),
  later({
    ...acceptingSide,
    keyword: 'capture cookie',
    feature: 'captures',
    httpOnly: 'warned',
    summary: 'A cookie for the log.',
    syntax: captureLength,
  }),
  ...['capture request header', 'capture response header'].map((keyword) =>
    later({
      ...acceptingSide,
      keyword,
      feature: 'captures',
      httpOnly: 'silent',
      summary: 'A header for the log.',
      syntax: captureLength,
    }),
  ),
  later({
    ...servingSide,
    keyword: 'cookie',
    feature: 'cookies',
    httpOnly: 'warned',
    summary: 'Keeps a client on its server by a cookie.',
    syntax: cookie,
  }),
  later({
    ...servingSide,
    keyword: 'dynamic-cookie-key',
    feature: 'cookies',
    httpOnly: 'silent',
    summary: 'The secret of dynamic cookies.',
    syntax: atLeast(text('<key>')),
  }),
  ...['compression algo', 'compression algo-req', 'compression algo-res'].map((keyword) =>
    later({
      ...everyProxy,
      keyword,
      feature: 'compression',
      httpOnly: 'silent',
      summary: 'Compresses with these algorithms.',
      syntax: several(algorithms),
    }),
  ),
  ...['compression type', 'compression type-req', 'compression type-res'].map((keyword) =>
    later({
      ...everyProxy,
      keyword,
      feature: 'compression',
      httpOnly: 'silent',
      summary: 'Compresses these types of content.',
      syntax: several(text('<type>')),
    }),
  ),
  ...['compression minsize-req', 'compression minsize-res'].map((keyword) =>
    later({
      ...everyProxy,
      keyword,
      feature: 'compression',
      httpOnly: 'silent',
      summary: 'Compresses nothing smaller.',
      syntax: exactly(text('<size>')),
    }),
  ),
  later({
    ...everyProxy,
    keyword: 'compression offload',
    feature: 'compression',
    httpOnly: 'silent',
    summary: 'Keeps servers from compressing.',
    syntax: anything,
  }),
  later({
    ...everyProxy,
    keyword: 'compression direction',
    feature: 'compression',
    httpOnly: 'silent',
    summary: 'Compresses requests, responses or both.',
    syntax: exactly(choice({ what: 'direction', words: ['request', 'response', 'both'] })),
  }),
  later({
    ...servingSide,
    keyword: 'http-reuse',
    feature: 'idle-connections',
    httpOnly: 'silent',
    summary: 'When connections to servers serve several clients.',
    syntax: exactly(choice({ what: 'policy', words: ['never', 'safe', 'aggressive', 'always'] })),
  }),
  later({
    ...servingSide,
    keyword: 'http-send-name-header',
    feature: 'http',
    httpOnly: 'silent',
    summary: "Adds the server's name to requests.",
    syntax: atLeast(text('<header>')),
  }),
  ...['max-keep-alive-queue', 'max-session-srv-conns'].map((keyword) =>
    later({
      ...servingSide,
      keyword,
      feature: 'idle-connections',
      httpOnly: 'silent',
      summary: 'Bounds kept connections.',
      syntax: atLeast(wholeNumber({ min: -1, max: 2147483647 })),
    }),
  ),
  later({
    ...servingSide,
    keyword: 'retry-on',
    feature: 'http',
    httpOnly: 'silent',
    summary: 'Which failures are tried again.',
    syntax: retryOn,
  }),
  later({
    ...everyProxy,
    keyword: 'redirect',
    feature: 'http-rules',
    httpOnly: 'warned',
    summary: 'Answers with a redirection.',
    syntax(line) {
      line.point = line.section?.kind === 'frontend' ? 'frontend-http-rule' : 'backend-http-rule';
      redirect(line, { formats: false });
      if (line.section) warnOfOrder(line.section, 'redirect', line.context);
    },
  }),
  ...['http-keep-alive', 'http-request', 'tarpit'].map((name) =>
    later({
      ...everyProxy,
      keyword: `timeout ${name}`,
      feature: 'http',
      httpOnly: 'silent',
      summary: 'Longest wait for a request.',
      syntax: exactly(time),
    }),
  ),
  later({
    ...acceptingSide,
    keyword: 'timeout client-hs',
    feature: 'tls',
    summary: 'Longest TLS handshake.',
    syntax: exactly(time),
  }),
];
