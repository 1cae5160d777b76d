/** `capture-req`, `capture-res`: into a slot of the frontend, passed on as it is. Source: configuration.txt, 7.3.1. */
import { integerArgument } from '../arguments.js';
import { asText } from '../casts.js';
import type { Converter } from './converter.js';

const capture = (name: string, side: 'request' | 'response'): Converter => ({
  name,
  compile(call) {
    const slot = integerArgument(call, 0) ?? 0;
    return (sample, subject) => {
      const lengthBytes = subject.frontend?.captures?.[side][slot];
      // HAProxy gives nothing where there is no such slot.
      if (lengthBytes === undefined) return undefined;
      subject.capture(side, slot, asText(sample).slice(0, lengthBytes));
      return sample;
    };
  },
});

export const captureConverters: readonly Converter[] = [capture('capture-req', 'request'), capture('capture-res', 'response')];
