/** One of several fixed words, with did-you-mean for the others. */
import { didYouMean } from '../../diagnostics/did-you-mean.js';
import type { ArgumentType } from '../registry.js';

/** `what` names the choice in messages: 'log format'. */
export function choice<const W extends string>({ what, words }: { what: string; words: readonly W[] }): ArgumentType<W> {
  return {
    notation: `{${words.join('|')}}`,
    parse(word, place) {
      const chosen = words.find((candidate) => candidate === word);
      if (chosen !== undefined) return chosen;
      const near = didYouMean(word, words);
      place.alert(
        'unknown-argument',
        `unknown ${what} '${word}'`,
        near === undefined ? `it can be ${words.join(', ')}` : `did you mean '${near}'?`,
      );
      return undefined;
    },
  };
}
