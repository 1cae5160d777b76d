/** `http-check …`: the steps of health checks by HTTP. Source: configuration.txt, 4.2, "http-check". */
import type { AnyKeyword } from '../registry.js';
import { atLeast, later, nothing, servingSide, text, wholeNumber, type Syntax } from './later.js';
import type { Line } from './line.js';
import { format, regex, sample } from './samples.js';

const atCheck =
  (syntax: Syntax): Syntax =>
  (line) => {
    line.point = 'tcp-check-rule';
    syntax(line);
  };

const step = (name: string, summary: string, syntax: Syntax): AnyKeyword =>
  later({
    ...servingSide,
    keyword: `http-check ${name}`,
    feature: 'http-checks',
    summary,
    syntax: atCheck(syntax),
  });

const withRest = ['comment', 'addr', 'port', 'sni', 'alpn', 'proto'];
const flags = ['send-proxy', 'ssl', 'via-socks4', 'linger', 'default'];

function connect(line: Line): void {
  while (!line.ended) {
    const word = line.take()!;
    if (withRest.includes(word.value)) line.read(text(`<${word.value}>`));
    else if (!flags.includes(word.value)) line.unknown(word, [...withRest, ...flags]);
  }
}

const sent = ['comment', 'meth', 'uri', 'uri-lf', 'ver', 'body', 'body-lf'];

function send(line: Line): void {
  while (!line.ended) {
    const word = line.take()!;
    if (word.value.endsWith('-lf')) format(line);
    else if (sent.includes(word.value)) line.read(text('<text>'));
    else if (word.value === 'hdr') {
      line.read(text('<header>'));
      format(line);
    } else line.unknown(word, [...sent, 'hdr']);
  }
}

const patterns = ['string', 'rstring', 'string-lf', 'status', 'rstatus'];
const texts = ['comment', 'on-success', 'on-error', 'status-code'];
const good = ['L4OK', 'L6OK', 'L7OK', 'L7OKC'];
const outcomes: Readonly<Record<string, readonly string[]>> = {
  'ok-status': good,
  'error-status': ['L7OKC', 'L7RSP', 'L7STS', 'L6RSP', 'L4CON'],
  'tout-status': ['L7TOUT', 'L6TOUT', 'L4TOUT'],
};

function expect(line: Line): void {
  let matched = false;
  while (!line.ended && !matched) {
    const word = line.take()!;
    const outcome = outcomes[word.value];
    if (word.value === 'min-recv') line.read(wholeNumber({ min: -1, max: 2147483647 }));
    else if (texts.includes(word.value)) line.read(text('<text>'));
    else if (outcome) line.oneOf(...outcome);
    else if (word.value === '!') matched = pattern(line, line.take()?.value ?? '');
    else matched = pattern(line, word.value.replace(/^!/, ''));
    if (!matched && word.value !== '!' && !outcome && !texts.includes(word.value) && word.value !== 'min-recv') {
      line.unknown(word, ['min-recv', ...patterns, 'hdr', 'fhdr', ...texts, ...Object.keys(outcomes)]);
      return;
    }
  }
  if (!matched) line.refuse('missing-argument', "'http-check expect' expects a pattern");
  const extra = line.take();
  if (extra) line.unknown(extra, patterns);
}

/** Whether `kind` is one; then what belongs to it is read. */
function pattern(line: Line, kind: string): boolean {
  if (kind === 'hdr' || kind === 'fhdr') {
    expectHeader(line);
    return true;
  }
  if (!patterns.includes(kind)) return false;
  if (kind === 'rstring' || kind === 'rstatus') {
    regex(line);
    return true;
  }
  if (kind === 'string-lf') {
    format(line);
    return true;
  }
  const word = line.word('<pattern>');
  if (word && kind === 'status' && !/^\d+(-\d+)?(,\d+(-\d+)?)*$/.test(word.value)) {
    line.refuse('invalid-argument', `'${word.value}' is no list of status codes`, word, 'e.g. 200-299,404');
  }
  return true;
}

function expectHeader(line: Line): void {
  const methods = ['str', 'beg', 'end', 'sub', 'reg'];
  if (!line.takes('name', 'name-lf')) line.refuse('missing-argument', "'hdr' expects 'name' and a pattern");
  if (line.takes('-m')) line.oneOf(...methods);
  line.read(text('<pattern>'));
  if (!line.takes('value', 'value-lf')) return;
  if (line.takes('-m')) line.oneOf(...methods);
  line.read(text('<pattern>'));
}

/** `set-var(check.x)`, `set-var-fmt(…)`, `unset-var(…)`: one word with the name of the variable. */
function variable(line: Line): void {
  const word = line.word('a step');
  if (word === undefined) return;
  const [, action, name] = /^(set-var|set-var-fmt|unset-var)\(([^)]*)\)$/.exec(word.value) ?? [];
  if (action === undefined) {
    line.unknown(word, ['comment', 'connect', 'disable-on-404', 'expect', 'send', 'send-state', 'set-var(…)', 'unset-var(…)']);
  } else if (!/^(proc|check)\.[\w.]+(,|$)/.test(name ?? '')) {
    line.refuse('invalid-name', `'${name}' is no variable of checks`, word, "their names begin with 'check.' or 'proc.'");
  } else if (action === 'set-var') sample(line);
  else if (action === 'set-var-fmt') format(line);
}

export const httpCheckKeywords: readonly AnyKeyword[] = [
  step('comment', 'A text for the log.', atLeast(text('<text>'))),
  step('connect', 'Connects again.', connect),
  step('disable-on-404', 'Drains a server that answers 404.', nothing),
  step('expect', 'What the answer must be.', expect),
  step('send', 'The request.', send),
  step('send-state', "Tells the server's state.", nothing),
  later({
    ...servingSide,
    keyword: 'http-check',
    feature: 'http-checks',
    summary: 'Sets or unsets a variable: `set-var(<name>)`, `set-var-fmt(<name>)`, `unset-var(<name>)`.',
    syntax: atCheck(variable),
  }),
];
