/** What expressions, ACLs and rules need of their surroundings when they are compiled: once for each plan. */
import type { PatternFile } from '../../config/model/rule.js';
import type { ProcessFacts, ProxyFacts } from './subject.js';

export interface CompileContext {
  /** The proxy that the expression stands in; undefined: it stands in `global`. */
  readonly proxy: ProxyFacts | undefined;
  /** By name. Names in arguments were checked and exist; those that converters get at run time may not. */
  frontend(name: string): ProxyFacts | undefined;
  backend(name: string): ProxyFacts | undefined;
  readonly process: ProcessFacts;
  /** By path. */
  readonly patternFiles: ReadonlyMap<string, PatternFile>;
}
