/**
 * `tcp-check expect`: what the server must answer, and what is told of it.
 * Source: configuration.txt, 4.2, "tcp-check expect".
 */
import type { CheckRule, ErrorStatus, Expect, ExpectedContent, OkStatus, TimeoutStatus } from '../model/check.js';
import { translateRegex } from '../patterns/regex.js';
import type { Word } from '../registry.js';
import { readHexadecimal } from './hexadecimal.js';
import type { RuleLine } from './rule-line.js';

const okStatuses: readonly OkStatus[] = ['L4OK', 'L6OK', 'L7OK', 'L7OKC'];
const errorStatuses: readonly ErrorStatus[] = ['L7OKC', 'L7RSP', 'L7STS', 'L6RSP', 'L4CON'];
const timeoutStatuses: readonly TimeoutStatus[] = ['L7TOUT', 'L6TOUT', 'L4TOUT'];
const matches = ['string', 'rstring', 'string-lf', 'binary', 'rbinary', 'binary-lf'] as const;

/** All but what is to be found. */
type Conditions = Omit<Expect, keyof ExpectedContent | 'bytes' | 'format' | 'source' | 'flags'>;

class Draft {
  readonly conditions: Conditions = { inverse: false, okStatus: 'L7OK', errorStatus: 'L7RSP', timeoutStatus: 'L7TOUT' };
  content: ExpectedContent | undefined;
  comment: string | undefined;
}

export function readExpect(line: RuleLine): CheckRule | undefined {
  const draft = new Draft();
  for (let word = line.take(); word !== undefined; word = line.take()) if (!readWord(word, line, draft)) return undefined;
  const { conditions, content, comment } = draft;
  if (content === undefined) {
    line.context.alert('missing-argument', "'tcp-check expect' expects what is to be found", "e.g. 'string +PONG'");
    return undefined;
  }
  return { action: 'expect', expect: { ...conditions, ...content }, ...(comment !== undefined && { comment }) };
}

/** Takes what belongs to `word`; false: it was wrong, and that has been reported. */
function readWord(word: Word, line: RuleLine, draft: Draft): boolean {
  const { conditions } = draft;
  switch (word.value) {
    case 'comment':
      draft.comment = line.comment();
      return draft.comment !== undefined;
    case 'min-recv':
      return set(conditions, 'minimumBytes', readMinimum(line));
    case 'ok-status':
      return set(conditions, 'okStatus', readStatus(line, word.value, okStatuses));
    case 'error-status':
      return set(conditions, 'errorStatus', readStatus(line, word.value, errorStatuses));
    case 'tout-status':
      return set(conditions, 'timeoutStatus', readStatus(line, word.value, timeoutStatuses));
    case 'on-success':
      return set(
        conditions,
        'onSuccess',
        read(line, word.value, (text) => line.format(text)),
      );
    case 'on-error':
      return set(
        conditions,
        'onError',
        read(line, word.value, (text) => line.format(text)),
      );
    case 'status-code':
      return set(
        conditions,
        'statusCode',
        read(line, word.value, (text) => line.expression(text)),
      );
    case '!':
      conditions.inverse = true;
      return true;
    default:
      return readContent(word, line, draft);
  }
}

/** false: there is no value, and that has been reported. */
function set<K extends keyof Conditions>(conditions: Conditions, key: K, value: Conditions[K] | undefined): boolean {
  if (value === undefined) return false;
  conditions[key] = value;
  return true;
}

function read<T>(line: RuleLine, after: string, value: (word: Word) => T | undefined): T | undefined {
  const word = line.value(after);
  return word && value(word);
}

function readMinimum(line: RuleLine): number | undefined {
  const word = line.value('min-recv');
  if (word === undefined) return undefined;
  const number = Number(/^-?\d+/.exec(word.value)?.[0] ?? '0');
  if (number >= -1 && number <= 2 ** 31 - 1) return number;
  line.context.at(word.span).alert('number-out-of-range', `'${word.value}' is out of range`, "'min-recv' is -1 or more");
  return undefined;
}

function readStatus<S extends string>(line: RuleLine, after: string, statuses: readonly S[]): S | undefined {
  const word = line.value(after);
  if (word === undefined) return undefined;
  const status = statuses.find((candidate) => candidate === word.value);
  if (status === undefined) {
    const list = statuses.join(', ');
    line.context.at(word.span).alert('unknown-argument', `'${after}' cannot be '${word.value}'`, `it can be ${list}`);
  }
  return status;
}

function readContent(word: Word, line: RuleLine, draft: Draft): boolean {
  const inverse = word.value.startsWith('!');
  const match = matches.find((candidate) => candidate === word.value.slice(inverse ? 1 : 0));
  if (match === undefined) {
    line.unknown(
      word,
      `'min-recv', '[!] ${matches.join("', '")}', 'comment', 'status-code', 'on-success', 'on-error' and statuses`,
    );
    return false;
  }
  if (draft.content !== undefined) {
    line.context.at(word.span).alert('unexpected-argument', "'tcp-check expect' has one pattern only");
    return false;
  }
  if (inverse) draft.conditions.inverse = true;
  draft.content = read(line, word.value, (pattern) => contentOf(match, pattern, line));
  return draft.content !== undefined;
}

function contentOf(match: (typeof matches)[number], word: Word, line: RuleLine): ExpectedContent | undefined {
  const pattern = word.bytes;
  switch (match) {
    case 'string':
      return { match, pattern, bytes: pattern };
    case 'binary': {
      const bytes = readHexadecimal(word, line);
      return bytes === undefined ? undefined : { match, pattern, bytes };
    }
    case 'string-lf':
    case 'binary-lf': {
      const format = line.format(word);
      return format && { match, pattern, format };
    }
    case 'rstring':
    case 'rbinary': {
      const regex = translateRegex(pattern, false);
      if (!('fault' in regex)) return { match, pattern, ...regex };
      line.refuse(word, `'${word.value}' is not a regular expression that can be used: ${regex.fault}`);
      return undefined;
    }
  }
}
