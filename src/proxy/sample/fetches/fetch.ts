/** What every sample fetch satisfies. */
import type { Call } from '../../../config/model/expression.js';
import type { CompileContext } from '../compile-context.js';
import type { Evaluate } from '../sample.js';
import type { Subject } from '../subject.js';

/**
 * A sample fetch. Its signature (arguments, type, where it may stand) is in the configuration's catalogue, so that files
 * are checked without a data path; here is what it does.
 */
export interface Fetch {
  /** As in the catalogue. */
  name: string;
  /** Arguments are of the types that the catalogue declares. */
  compile(call: Call, context: CompileContext): Evaluate<Subject>;
}
