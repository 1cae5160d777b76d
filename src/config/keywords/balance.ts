/**
 * `balance`: how a backend chooses the server of a connection; roundrobin without it.
 * `random(<draws>)` draws that many servers, 2 without the number, and takes the least loaded.
 * Source: configuration.txt, section 4.2, "balance".
 */
import { didYouMean } from '../../diagnostics/did-you-mean.js';
import { laterBalance, type Balance } from '../model/balance.js';
import { defineKeyword, type ArgumentType, type Context, type Place, type Word } from '../registry.js';

const plain = ['roundrobin', 'static-rr', 'leastconn', 'first', 'source'] as const;
const others = ['random', ...Object.keys(laterBalance)];
const defaultDraws = 2;
const largestDraws = 65_535;

/** What the first word says; `later`: known, and not to be had yet. */
type Choice = Balance | { later: keyof typeof laterBalance };

const algorithm: ArgumentType<Choice> = {
  notation: `{${[...plain, 'random', 'random(<draws>)'].join('|')}}`,
  parse(word, place) {
    const simple = plain.find((candidate) => candidate === word);
    if (simple !== undefined) return { algorithm: simple };
    // HAProxy looks at how the word begins
    if (word.startsWith('random')) return random(word.slice('random'.length), place);
    if (word.startsWith('rdp-cookie')) return named(word, 'rdp-cookie', { place, optional: true });
    if (word.startsWith('hdr(')) return named(word, 'hdr', { place, optional: false });
    if (word !== 'hdr' && Object.hasOwn(laterBalance, word)) return { later: word as keyof typeof laterBalance };
    const near = didYouMean(word, [...plain, ...others]);
    place.alert(
      'unknown-argument',
      `unknown balance algorithm '${word}'`,
      near === undefined ? `supported are ${plain.join(', ')} and random` : `did you mean '${near}'?`,
    );
    return undefined;
  },
};

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

/** `hdr(<name>)`, `rdp-cookie`, `rdp-cookie(<name>)`. */
function named(
  word: string,
  name: 'hdr' | 'rdp-cookie',
  { place, optional }: { place: Place; optional: boolean },
): Choice | undefined {
  const [, trailing] = /^\([^)]+\)(.*)$/s.exec(word.slice(name.length)) ?? [];
  if (trailing === undefined && !(optional && word === name)) {
    place.alert('invalid-argument', `'balance ${name}' needs a name in parentheses`, `write ${name}(<name>)`);
    return undefined;
  }
  if (trailing) place.warning('ignored-argument', `'${trailing}' after the parenthesis is ignored`);
  return { later: name };
}

export const balance = defineKeyword({
  keyword: 'balance',
  status: 'implemented',
  summary: 'How a server is chosen: `roundrobin`, `static-rr`, `leastconn`, `first`, `source`, `random`.',
  sections: ['defaults', 'listen', 'backend'],
  ignoredIn: ['frontend'],
  arguments: [{ name: 'algorithm', type: algorithm, optional: true }],
  rest: 'words',
  apply({ settings }, { algorithm: chosen }, context) {
    const algorithm: Choice = chosen ?? { algorithm: 'roundrobin' };
    if ('later' in algorithm) {
      if (fits(algorithm.later, context.rest, context)) {
        context.at(context.spanOf('algorithm')).unsupported(laterBalance[algorithm.later], `balance ${algorithm.later}`);
      }
      return;
    }
    settings.balance = algorithm;
    const [extra] = context.rest;
    if (extra !== undefined) context.at(extra.span).warning('ignored-argument', `'${extra.value}' is ignored`);
  },
});

/** Are the words that follow what HAProxy expects? Reports when they are not. */
function fits(name: keyof typeof laterBalance, rest: readonly Word[], context: Context): boolean {
  const [first, second] = rest;
  const wrong = (word: Word, only: string): false => {
    context.at(word.span).alert('unknown-argument', `unknown argument '${word.value}' of 'balance ${name}'`, only);
    return false;
  };
  const missing = (what: string): false => {
    context.alert('missing-argument', `'balance ${name}' needs ${what}`);
    return false;
  };
  switch (name) {
    case 'hash':
      if (first === undefined) return missing('a sample expression');
      return second === undefined || wrong(second, 'nothing may follow the expression');
    case 'url_param':
      if (first === undefined) return missing('the name of a parameter');
      return second === undefined || second.value === 'check_post' || wrong(second, "only 'check_post' may follow");
    case 'hdr':
      return first === undefined || first.value === 'use_domain_only' || wrong(first, "only 'use_domain_only' may follow");
    case 'uri':
      return fitsUri(rest, context, wrong);
    default:
      return true;
  }
}

function fitsUri(rest: readonly Word[], context: Context, wrong: (word: Word, only: string) => false): boolean {
  for (let at = 0; at < rest.length; at++) {
    const word = rest[at]!;
    if (word.value === 'whole' || word.value === 'path-only') continue;
    if (word.value !== 'len' && word.value !== 'depth') return wrong(word, "it can be 'len', 'depth', 'path-only' or 'whole'");
    const number = rest[++at];
    if (number !== undefined && Number.parseInt(number.value, 10) > 0) continue;
    context.at((number ?? word).span).alert('invalid-number', `'${word.value}' needs a number above 0`);
    return false;
  }
  return true;
}
