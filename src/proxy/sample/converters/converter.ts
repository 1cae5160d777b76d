/** What every sample converter satisfies. */
import type { Call } from '../../../config/model/expression.js';
import type { CompileContext } from '../compile-context.js';
import type { Sample } from '../sample.js';
import type { Subject } from '../subject.js';

/** undefined: the sample cannot be converted, and the expression gives nothing. */
export type Convert = (sample: Sample, subject: Subject) => Sample | undefined;

/** A converter. Its signature is in the configuration's catalogue; it casts its input itself (casts.ts). */
export interface Converter {
  /** As in the catalogue. */
  name: string;
  compile(call: Call, context: CompileContext): Convert;
}
