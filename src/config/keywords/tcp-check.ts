/**
 * `tcp-check …`: the steps of `option tcp-check`, in order. Rules of a `defaults` section are replaced by the first that a proxy
 * has itself.
 * Source: configuration.txt, section 4.2, "tcp-check connect", "tcp-check expect", "tcp-check send", "tcp-check comment".
 */
import { toBytes } from '../../diagnostics/byte-string.js';
import { checkAddress } from '../arguments/check-address.js';
import type { CheckRule, ErrorStatus, Expect, OkStatus, TimeoutStatus } from '../model/check.js';
import { defineKeyword, type AnyKeyword, type Context, type Word } from '../registry.js';
import type { DefaultsSection, ProxySection } from '../sections.js';

type Section = DefaultsSection | ProxySection;

const serving = { sections: ['defaults', 'listen', 'backend'], ignoredIn: ['frontend'] } as const;

const okStatuses: readonly OkStatus[] = ['L4OK', 'L6OK', 'L7OK', 'L7OKC'];
const errorStatuses: readonly ErrorStatus[] = ['L7OKC', 'L7RSP', 'L7STS', 'L6RSP', 'L4CON'];
const timeoutStatuses: readonly TimeoutStatus[] = ['L7TOUT', 'L6TOUT', 'L4TOUT'];
const matches = ['string', 'rstring', 'binary', 'rbinary'] as const;

/** The words of a rule, one after the other. */
class Words {
  #next = 0;

  constructor(
    readonly context: Context,
    readonly title: string,
  ) {}

  take(): Word | undefined {
    return this.context.rest[this.#next++];
  }

  peek(): Word | undefined {
    return this.context.rest[this.#next];
  }

  /** What must follow `after`; reported when it does not. */
  value(after: string): Word | undefined {
    const word = this.take();
    if (word === undefined) this.context.alert('missing-argument', `'${after}' of '${this.title}' expects an argument`);
    return word;
  }

  unknown(word: Word, known: string): void {
    this.context.at(word.span).alert('unknown-argument', `'${this.title}' does not know '${word.value}'`, `it knows ${known}`);
  }
}

const rule = (action: string, summary: string, read: (words: Words) => CheckRule | undefined): AnyKeyword => {
  const keyword = `tcp-check ${action}`;
  return defineKeyword({
    keyword,
    status: 'implemented',
    summary,
    ...serving,
    arguments: [],
    rest: 'words',
    apply(section, _values, context) {
      const made = read(new Words(context, keyword));
      if (made !== undefined) append(section, made, context);
    },
  });
};

function append(section: Section, made: CheckRule, context: Context): void {
  const { settings } = section;
  const inherited = settings.checkRulesOf !== undefined && !isSame(settings.checkRulesOf, section.span);
  const rules = inherited ? [] : (settings.checkRules ?? []);
  if (
    made.action === 'connect' &&
    rules.some(({ action }) => action !== 'comment') &&
    rules.every(({ action }) => action !== 'connect')
  ) {
    context.alert(
      'invalid-argument',
      "the first step of a check must be a 'tcp-check connect' when there is one at all",
      "only 'tcp-check comment' may stand before it",
    );
    return;
  }
  settings.checkRules = [...rules, made];
  settings.checkRulesOf = section.span;
}

const isSame = (a: Section['span'], b: Section['span']): boolean => a.file === b.file && a.line === b.line;

function readComment(words: Words): string | undefined {
  return words.value('comment')?.value;
}

function readConnect(words: Words): CheckRule | undefined {
  const made: Extract<CheckRule, { action: 'connect' }> = {
    action: 'connect',
    sendProxy: false,
    linger: false,
    useServer: false,
  };
  for (let word = words.take(); word !== undefined; word = words.take()) {
    switch (word.value) {
      case 'default':
        made.useServer = true;
        break;
      case 'send-proxy':
        made.sendProxy = true;
        break;
      case 'linger':
        made.linger = true;
        break;
      case 'comment': {
        const comment = readComment(words);
        if (comment === undefined) return undefined;
        made.comment = comment;
        break;
      }
      case 'port': {
        const port = words.value('port');
        if (port === undefined) return undefined;
        const number = /^\d+$/.test(port.value) ? Number(port.value) : 0;
        if (number < 1 || number > 65535) {
          words.context.at(port.span).alert('invalid-port', `'${port.value}' is not a port`, 'write a number from 1 to 65535');
          return undefined;
        }
        made.port = number;
        break;
      }
      case 'addr': {
        const at = words.value('addr');
        const address = at && checkAddress.parse(at.value, words.context.at(at.span));
        if (address === undefined) return undefined;
        const { port, ...rest } = address;
        made.address = rest;
        if (port !== undefined) made.port ??= port;
        break;
      }
      case 'ssl':
      case 'sni':
      case 'alpn':
      case 'proto':
      case 'via-socks4':
        words.context.at(word.span).alert('unsupported-parameter', `'${word.value}' of 'tcp-check connect' is not supported yet`);
        return undefined;
      default:
        words.unknown(word, "'default', 'port', 'addr', 'send-proxy', 'linger' and 'comment'");
        return undefined;
    }
  }
  return made;
}

/** `<data> [comment <text>]`. `decode` turns the word into bytes. */
function readSend(words: Words, decode: (word: Word, words: Words) => string | undefined): CheckRule | undefined {
  const word = words.value('send');
  const data = word && decode(word, words);
  if (data === undefined) return undefined;
  const more = words.take();
  if (more === undefined) return { action: 'send', data };
  if (more.value !== 'comment') {
    words.unknown(more, "'comment' after the data");
    return undefined;
  }
  const comment = readComment(words);
  return comment === undefined ? undefined : { action: 'send', data, comment };
}

function bytesOfHex(word: Word, words: Words): string | undefined {
  const { value, span } = word;
  const wrong = /[^0-9a-f]/i.exec(value)?.[0];
  if (wrong === undefined && value.length % 2 === 0) return Buffer.from(value, 'hex').toString('latin1');
  const why = wrong === undefined ? 'an even number of digits is needed' : `'${wrong}' is not a hexadecimal digit`;
  words.context.at(span).alert('invalid-argument', `'${value}' is not a binary string: ${why}`);
  return undefined;
}

function readExpect(words: Words): CheckRule | undefined {
  const expect: Partial<Expect> = { inverse: false, okStatus: 'L7OK', errorStatus: 'L7RSP', timeoutStatus: 'L7TOUT' };
  let comment: string | undefined;
  for (let word = words.take(); word !== undefined; word = words.take()) {
    if (word.value === 'comment') {
      comment = readComment(words);
      if (comment === undefined) return undefined;
    } else if (!readExpectWord(word, words, expect)) {
      return undefined;
    }
  }
  if (expect.pattern === undefined) {
    words.context.alert('missing-argument', "'tcp-check expect' expects what is to be found", "e.g. 'string +PONG'");
    return undefined;
  }
  return { action: 'expect', expect: expect as Expect, ...(comment !== undefined && { comment }) };
}

/** Takes what belongs to `word`; false: it was wrong, and that has been reported. */
function readExpectWord(word: Word, words: Words, expect: Partial<Expect>): boolean {
  switch (word.value) {
    case 'min-recv':
      return readMinimum(words, expect);
    case 'ok-status':
      return set(expect, 'okStatus', readStatus(words, word.value, okStatuses));
    case 'error-status':
      return set(expect, 'errorStatus', readStatus(words, word.value, errorStatuses));
    case 'tout-status':
      return set(expect, 'timeoutStatus', readStatus(words, word.value, timeoutStatuses));
    case 'on-success':
      return set(expect, 'onSuccess', readText(words, word.value));
    case 'on-error':
      return set(expect, 'onError', readText(words, word.value));
    case '!':
      expect.inverse = true;
      return true;
    default:
      return readPattern(word, words, expect);
  }
}

/** false: there is no value, and that has been reported. */
function set<K extends keyof Expect>(expect: Partial<Expect>, key: K, value: Expect[K] | undefined): boolean {
  if (value === undefined) return false;
  expect[key] = value;
  return true;
}

function readMinimum(words: Words, expect: Partial<Expect>): boolean {
  const word = words.value('min-recv');
  if (word === undefined) return false;
  const number = Number(/^-?\d+/.exec(word.value)?.[0] ?? '0');
  if (number < -1 || number > 2 ** 31 - 1) {
    words.context.at(word.span).alert('number-out-of-range', `'${word.value}' is out of range`, "'min-recv' is -1 or more");
    return false;
  }
  expect.minimumBytes = number;
  return true;
}

function readStatus<S extends string>(words: Words, after: string, statuses: readonly S[]): S | undefined {
  const word = words.value(after);
  if (word === undefined) return undefined;
  const status = statuses.find((candidate) => candidate === word.value);
  if (status === undefined) {
    const list = statuses.join(', ');
    words.context.at(word.span).alert('unknown-argument', `'${after}' cannot be '${word.value}'`, `it can be ${list}`);
  }
  return status;
}

/** A text of the log; expressions in it are not evaluated yet, and refused. */
function readText(words: Words, after: string): string | undefined {
  const word = words.value(after);
  if (word === undefined) return undefined;
  if (!word.value.includes('%')) return toBytes(word.value);
  words.context
    .at(word.span)
    .alert('unsupported-parameter', `variables in '${after}' are not supported yet`, 'write a fixed text');
  return undefined;
}

function readPattern(word: Word, words: Words, expect: Partial<Expect>): boolean {
  const inverse = word.value.startsWith('!');
  const match = matches.find((candidate) => candidate === word.value.slice(inverse ? 1 : 0));
  if (match === undefined) {
    if (['string-lf', 'binary-lf', 'status-code'].includes(word.value)) {
      words.context.at(word.span).alert('unsupported-parameter', `'${word.value}' of 'tcp-check expect' is not supported yet`);
    } else {
      words.unknown(word, "'min-recv', '[!] string', 'rstring', 'binary', 'rbinary', 'comment' and statuses");
    }
    return false;
  }
  if (expect.pattern !== undefined) {
    words.context.at(word.span).alert('unexpected-argument', "'tcp-check expect' has one pattern only");
    return false;
  }
  const pattern = words.value(word.value);
  if (pattern === undefined) return false;
  if (inverse) expect.inverse = true;
  expect.match = match;
  expect.pattern = toBytes(pattern.value);
  if (match === 'string') expect.bytes = expect.pattern;
  if (match === 'binary') return set(expect, 'bytes', bytesOfHex(pattern, words));
  return match === 'string' || isRegex(expect.pattern, pattern, words);
}

function isRegex(pattern: string, { span }: Word, words: Words): boolean {
  try {
    new RegExp(pattern, 's');
    return true;
  } catch (error) {
    words.context.at(span).alert('invalid-argument', `'${pattern}' is not a regular expression: ${(error as Error).message}`);
    return false;
  }
}

export const tcpCheckRules: readonly AnyKeyword[] = [
  rule('connect', 'Opens a connection: `port`, `addr`, `send-proxy`, `linger`, `default`.', readConnect),
  rule('send', 'Sends a text.', (words) => readSend(words, ({ value }) => toBytes(value))),
  rule('send-binary', 'Sends bytes, written in hexadecimal.', (words) => readSend(words, bytesOfHex)),
  rule('expect', 'Waits for an answer: `[!] string`, `rstring`, `binary`, `rbinary`, with `min-recv` and statuses.', readExpect),
  rule('comment', 'Is told when the next rule fails.', (words) => {
    const comment = words.value('comment')?.value;
    return comment === undefined ? undefined : { action: 'comment', comment };
  }),
];
