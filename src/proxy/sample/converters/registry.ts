/** Every converter that works. */
import type { Call } from '../../../config/model/expression.js';
import type { CompileContext } from '../compile-context.js';
import { arithmetic } from './arithmetic.js';
import { captureConverters } from './captures.js';
import type { Convert, Converter } from './converter.js';
import { encodings } from './encodings.js';
import { hashes } from './hashes.js';
import { maps } from './maps.js';
import { otherConverters } from './others.js';
import { textConverters } from './text.js';

export const converters: readonly Converter[] = [
  ...arithmetic,
  ...textConverters,
  ...encodings,
  ...hashes,
  ...maps,
  ...otherConverters,
  ...captureConverters,
];

const byName = new Map(converters.map((converter) => [converter.name, converter]));

/** The configuration accepts only converters that are listed here: a test compares the catalogue with the list. */
export function compileConverter(call: Call, context: CompileContext): Convert {
  return byName.get(call.name)!.compile(call, context);
}
