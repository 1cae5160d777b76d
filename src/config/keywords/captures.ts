/**
 * `declare capture request|response len <length>`: a slot for captures, which log lines show (`%hr`, `%hs`).
 * Source: configuration.txt, 4.2.
 */
import { looseInteger } from '../arguments/integer.js';
import { defineKeyword } from '../registry.js';
import { captureSlot } from '../rules/captures.js';

const sides = ['request', 'response'] as const;
/** HAProxy has no bound; a session keeps no more. */
const longest = 65_536;

export const declareCapture = defineKeyword({
  keyword: 'declare capture',
  status: 'implemented',
  summary: 'A slot for captures.',
  sections: ['frontend', 'listen'],
  arguments: [],
  rest: 'words',
  apply({ settings }, _, context) {
    const [direction, len, length] = context.rest;
    const side = sides.find((name) => name === direction?.value);
    if (side === undefined) {
      context.at((direction ?? context).span).alert('missing-argument', "'declare capture' expects 'request' or 'response'");
      return;
    }
    if (len?.value !== 'len' || length === undefined) {
      context.at((len ?? direction!).span).alert('missing-argument', "'declare capture' expects 'len' and a length in bytes");
      return;
    }
    const bytes = looseInteger({ min: 1, max: longest }).parse(length.value, context.at(length.span));
    if (bytes !== undefined) captureSlot(settings, side, bytes);
  },
});
