/** Every converter that works, in alphabetical order. */
import type { Call } from '../../../config/model/expression.js';
import type { CompileContext } from '../compile-context.js';
import type { Convert, Converter } from './converter.js';

export const converters: readonly Converter[] = [];

const byName = new Map(converters.map((converter) => [converter.name, converter]));

/** The configuration accepts only converters that are listed here: a test compares the catalogue with the list. */
export function compileConverter(call: Call, context: CompileContext): Convert {
  return byName.get(call.name)!.compile(call, context);
}
