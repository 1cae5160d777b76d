/**
 * `mode`: what a proxy understands of its traffic; `tcp` without this keyword. A mode that is not there yet is refused where a
 * proxy that is not disabled has it (checks/modes.ts).
 * Source: configuration.txt, section 4.2, "mode".
 */
import { didYouMean } from '../../diagnostics/did-you-mean.js';
import { defineKeyword, type ArgumentType } from '../registry.js';
import { modes, type Mode } from '../sections.js';

const mode: ArgumentType<Mode> = {
  notation: `{${modes.join('|')}}`,
  parse(word, place) {
    const known = modes.find((candidate) => candidate === word);
    if (known !== undefined) return known;
    if (word === 'health') {
      place.alert(
        'removed-keyword',
        "'mode health' was removed from HAProxy",
        "in HAProxy its replacement is 'http-request return status 200'",
      );
      return undefined;
    }
    const near = didYouMean(word, modes);
    place.alert(
      'unknown-argument',
      `unknown proxy mode '${word}'`,
      near === undefined ? `the modes are ${modes.join(', ')}` : `did you mean '${near}'?`,
    );
    return undefined;
  },
};

export const modeKeyword = defineKeyword({
  keyword: 'mode',
  status: 'implemented',
  summary: 'Only `mode tcp` works so far.',
  sections: ['defaults', 'frontend', 'listen', 'backend'],
  arguments: [{ name: 'mode', type: mode }],
  apply({ settings }, { mode }, { span }) {
    settings.mode = mode;
    settings.modeSpan = span;
  },
});
