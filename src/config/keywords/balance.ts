/**
 * `balance`: how a backend chooses the server of a connection; roundrobin without it.
 * `random(<draws>)` draws that many servers, 2 without the number, and takes the least loaded.
 * Source: configuration.txt, section 4.2, "balance".
 */
import { didYouMean } from '../../diagnostics/did-you-mean.js';
import type { Balance } from '../model/balance.js';
import { defineKeyword, type ArgumentType, type Place } from '../registry.js';

const plain = ['roundrobin', 'leastconn', 'source', 'first'] as const;
const later = ['static-rr', 'hash', 'uri', 'url_param', 'hdr', 'rdp-cookie', 'log-hash', 'sticky'];
const defaultDraws = 2;

const algorithm: ArgumentType<Balance> = {
  notation: `{${[...plain, 'random', 'random(<draws>)'].join('|')}}`,
  parse(word, place) {
    const parenthesis = word.indexOf('(');
    const name = parenthesis < 0 ? word : word.slice(0, parenthesis);
    const simple = plain.find((candidate) => candidate === word);
    if (simple !== undefined) return { algorithm: simple };
    if (name === 'random') return random(parenthesis < 0 ? '' : word.slice(parenthesis), place);
    if (later.includes(name)) {
      place.alert(
        'unsupported-keyword',
        `'balance ${name}' is not supported yet`,
        `supported are ${plain.join(', ')} and random`,
      );
    } else {
      const near = didYouMean(name, [...plain, 'random', ...later]);
      place.alert(
        'unknown-argument',
        `unknown balance algorithm '${word}'`,
        near === undefined ? `supported are ${plain.join(', ')} and random` : `did you mean '${near}'?`,
      );
    }
    return undefined;
  },
};

/** `parenthesis` is what follows `random`: nothing or `(<draws>)`. */
function random(parenthesis: string, place: Place): Balance | undefined {
  if (parenthesis === '') return { algorithm: 'random', draws: defaultDraws };
  const [, text, trailing] = /^\(([^)]*)\)(.*)$/s.exec(parenthesis) ?? [];
  if (text === undefined) {
    place.alert('invalid-argument', "missing closing parenthesis after 'random('");
    return undefined;
  }
  const draws = text === '' ? defaultDraws : Number(text);
  if (!Number.isInteger(draws) || draws < 1 || draws > 65535) {
    place.alert('invalid-argument', `'${text}' is not a number of draws`, 'write a number between 1 and 65535');
    return undefined;
  }
  if (trailing) place.warning('ignored-argument', `'${trailing}' after the parenthesis is ignored`);
  return { algorithm: 'random', draws };
}

export const balance = defineKeyword({
  keyword: 'balance',
  status: 'implemented',
  summary: 'How a server is chosen: `roundrobin`, `leastconn`, `source`, `first`, `random`.',
  sections: ['defaults', 'listen', 'backend'],
  ignoredIn: ['frontend'],
  arguments: [{ name: 'algorithm', type: algorithm, optional: true }],
  rest: 'ignored',
  apply({ settings }, { algorithm }) {
    settings.balance = algorithm ?? { algorithm: 'roundrobin' };
  },
});
