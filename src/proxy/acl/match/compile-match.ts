/** How a sample is compared with the patterns of an ACL. */
import type { AclTest } from '../../../config/model/rule.js';
import type { CompileContext } from '../../sample/compile-context.js';
import type { Sample } from '../../sample/sample.js';

/** Whether the sample matches any of the patterns. */
export type Match = (sample: Sample) => boolean;

export function compileMatch({ method }: AclTest, _context: CompileContext): Match {
  if (method === 'found') return () => true;
  return () => false;
}
