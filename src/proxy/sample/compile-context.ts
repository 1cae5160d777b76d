/** What expressions, ACLs and rules need of their surroundings when they are compiled: once for each plan. */
import type { PatternFile } from '../../config/model/rule.js';
import type { ProcessFacts, ProxyFacts } from './subject.js';

export interface CompileContext {
  /** The proxy that the expression stands in; undefined: it stands in `global`. */
  readonly proxy: ProxyFacts | undefined;
  /** By name; the configuration was checked, so it exists. */
  frontend(name: string): ProxyFacts;
  backend(name: string): ProxyFacts;
  readonly process: ProcessFacts;
  /** By path. */
  readonly patternFiles: ReadonlyMap<string, PatternFile>;
}
