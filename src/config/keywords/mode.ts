/**
 * `mode`: what a proxy understands of its traffic. Only `tcp` so far, which is also the mode without this keyword.
 * Source: configuration.txt, section 4.2, "mode".
 */
import { didYouMean } from '../../diagnostics/did-you-mean.js';
import { defineKeyword, type ArgumentType } from '../registry.js';

const later = ['http', 'log', 'spop', 'haterm'];

const mode: ArgumentType<'tcp'> = {
  notation: '{tcp}',
  parse(word, place) {
    if (word === 'tcp') return word;
    if (word === 'health') {
      place.alert(
        'removed-keyword',
        "'mode health' was removed from HAProxy",
        "in HAProxy its replacement is 'http-request return status 200'",
      );
    } else if (later.includes(word)) {
      place.alert(
        'unsupported-keyword',
        `'mode ${word}' is not supported yet`,
        "proxies run in 'mode tcp', which forwards any protocol unchanged",
      );
    } else {
      const near = didYouMean(word, ['tcp', ...later]);
      place.alert(
        'unknown-argument',
        `unknown proxy mode '${word}'`,
        near === undefined ? "proxies run in 'mode tcp'" : `did you mean '${near}'?`,
      );
    }
    return undefined;
  },
};

export const modeKeyword = defineKeyword({
  keyword: 'mode',
  status: 'implemented',
  summary: 'Only `mode tcp`.',
  sections: ['defaults', 'frontend', 'listen', 'backend'],
  arguments: [{ name: 'mode', type: mode }],
  apply() {
    // Every proxy of the model is in TCP mode.
  },
});
