/**
 * `balance`: how a backend chooses the server of a connection; roundrobin without it.
 * `random(<draws>)` draws that many servers, 2 without the number, and takes the least loaded. `hash <expression>` and
 * `rdp-cookie(<name>)` look at what the client has sent, as far as it is there when the server is chosen.
 * Source: configuration.txt, section 4.2, "balance".
 */
import { didYouMean } from '../../diagnostics/did-you-mean.js';
import { nameInParentheses } from '../arguments/named-method.js';
import { laterBalance, type Balance } from '../model/balance.js';
import { readExpression } from '../samples/read-expression.js';
import { defineKeyword, type ArgumentType, type Context, type Place, type Word } from '../registry.js';

const plain = ['roundrobin', 'static-rr', 'leastconn', 'first', 'source'] as const;
const others = ['random', 'hash', 'rdp-cookie', ...Object.keys(laterBalance)];
const defaultDraws = 2;
const largestDraws = 65_535;
/** The cookie that is hashed when none is named. */
const defaultCookie = 'mstshash';

/** What the first word says; `hash` has its expression behind it, the others are known, and not to be had yet. */
type Choice = Balance | { needsExpression: true } | { later: keyof typeof laterBalance };

const algorithm: ArgumentType<Choice> = {
  notation: `{${[...plain, 'random', 'random(<draws>)', 'hash <expression>', 'rdp-cookie', 'rdp-cookie(<name>)'].join('|')}}`,
  parse(word, place) {
    const simple = plain.find((candidate) => candidate === word);
    if (simple !== undefined) return { algorithm: simple };
    // HAProxy looks at how the word begins
    if (word.startsWith('random')) return random(word.slice('random'.length), place);
    if (word.startsWith('rdp-cookie')) return rdpCookie(word, place);
    if (word.startsWith('hdr(')) return nameInParentheses(word, 'hdr', place) === undefined ? undefined : { later: 'hdr' };
    if (word === 'hash') return { needsExpression: true };
    if (word !== 'hdr' && Object.hasOwn(laterBalance, word)) return { later: word as keyof typeof laterBalance };
    const near = didYouMean(word, [...plain, ...others]);
    place.alert(
      'unknown-argument',
      `unknown balance algorithm '${word}'`,
      near === undefined ? `supported are ${plain.join(', ')}, random, hash and rdp-cookie` : `did you mean '${near}'?`,
    );
    return undefined;
  },
};

function rdpCookie(word: string, place: Place): Balance | undefined {
  const cookie = nameInParentheses(word, 'rdp-cookie', place, defaultCookie);
  return cookie === undefined ? undefined : { algorithm: 'rdp-cookie', cookie };
}

/** `parenthesis` is what follows `random`: nothing or `(<draws>)`. */
function random(parenthesis: string, place: Place): Balance | undefined {
  if (!parenthesis.startsWith('(')) {
    if (parenthesis !== '') place.warning('ignored-argument', `'${parenthesis}' after 'random' is ignored`);
    return { algorithm: 'random', draws: defaultDraws };
  }
  const [, text, trailing] = /^\(([^)]*)\)(.*)$/s.exec(parenthesis) ?? [];
  if (text === undefined) {
    place.alert('invalid-argument', "missing closing parenthesis after 'random('");
    return undefined;
  }
  const draws = text === '' ? defaultDraws : Number(text);
  if (!Number.isInteger(draws) || draws < 1 || draws > largestDraws) {
    place.alert('invalid-argument', `'${text}' is not a number of draws`, `write a number between 1 and ${largestDraws}`);
    return undefined;
  }
  if (trailing) place.warning('ignored-argument', `'${trailing}' after the parenthesis is ignored`);
  return { algorithm: 'random', draws };
}

export const balance = defineKeyword({
  keyword: 'balance',
  status: 'implemented',
  summary: 'How a server is chosen: `roundrobin`, `static-rr`, `leastconn`, `first`, `source`, `random`, `hash`, `rdp-cookie`.',
  sections: ['defaults', 'listen', 'backend'],
  ignoredIn: ['frontend'],
  arguments: [{ name: 'algorithm', type: algorithm, optional: true }],
  rest: 'words',
  apply({ settings }, { algorithm: chosen }, context) {
    const choice: Choice = chosen ?? { algorithm: 'roundrobin' };
    if ('later' in choice) {
      if (fits(choice.later, context)) {
        context.at(context.spanOf('algorithm')).unsupported(laterBalance[choice.later], `balance ${choice.later}`);
      }
      return;
    }
    const algorithm = 'needsExpression' in choice ? hash(context) : choice;
    if (algorithm === undefined) return;
    settings.balance = algorithm;
    settings.balances = true;
    const [extra] = algorithm.algorithm === 'hash' ? [] : context.rest;
    if (extra !== undefined) context.at(extra.span).warning('ignored-argument', `'${extra.value}' is ignored`);
  },
});

function hash(context: Context): Balance | undefined {
  const [word, second] = context.rest;
  if (word === undefined) {
    context.alert('missing-argument', "'balance hash' needs a sample expression");
    return undefined;
  }
  if (second !== undefined) {
    refuse(second, 'hash', 'nothing may follow the expression', context);
    return undefined;
  }
  const expression = readExpression(word, context, { point: 'server-rule', elsewhere: 'alert' });
  return expression && { algorithm: 'hash', expression };
}

/** Are the words that follow what HAProxy expects? Reports when they are not. */
function fits(name: keyof typeof laterBalance, context: Context): boolean {
  const [first, second] = context.rest;
  switch (name) {
    case 'url_param':
      if (first === undefined) {
        context.alert('missing-argument', "'balance url_param' needs the name of a parameter");
        return false;
      }
      return (
        second === undefined || second.value === 'check_post' || refuse(second, name, "only 'check_post' may follow", context)
      );
    case 'hdr':
      return (
        first === undefined ||
        first.value === 'use_domain_only' ||
        refuse(first, name, "only 'use_domain_only' may follow", context)
      );
    case 'uri':
      return fitsUri(context);
    default:
      return true;
  }
}

function fitsUri(context: Context): boolean {
  const { rest } = context;
  for (let at = 0; at < rest.length; at++) {
    const word = rest[at]!;
    if (word.value === 'whole' || word.value === 'path-only') continue;
    if (word.value !== 'len' && word.value !== 'depth') {
      return refuse(word, 'uri', "it can be 'len', 'depth', 'path-only' or 'whole'", context);
    }
    const number = rest[++at];
    if (number !== undefined && Number.parseInt(number.value, 10) > 0) continue;
    context.at((number ?? word).span).alert('invalid-number', `'${word.value}' needs a number above 0`);
    return false;
  }
  return true;
}

function refuse(word: Word, name: string, only: string, context: Context): false {
  context.at(word.span).alert('unknown-argument', `unknown argument '${word.value}' of 'balance ${name}'`, only);
  return false;
}
