/** What rules have captured: `capture.req.hdr`, `capture.res.hdr`, by slot. Source: configuration.txt, 7.3.6. */
import { integerArgument } from '../arguments.js';
import { str } from '../sample.js';
import type { Fetch } from './fetch.js';

const captured = (name: string, side: 'request' | 'response'): Fetch => ({
  name,
  compile(call) {
    const slot = integerArgument(call, 0) ?? 0;
    return (subject) => {
      const value = subject.captured(side, slot);
      return value === undefined ? undefined : str(value);
    };
  },
});

export const captureFetches: readonly Fetch[] = [captured('capture.req.hdr', 'request'), captured('capture.res.hdr', 'response')];
