/** How a sample is compared with the patterns of an ACL. */
import type { AclTest } from '../../../config/model/rule.js';
import { mapEntry } from '../../../config/patterns/pattern-files.js';
import { readPattern } from '../../../config/patterns/read-pattern.js';
import { asSint } from '../../sample/casts.js';
import type { CompileContext } from '../../sample/compile-context.js';
import { indexPatterns, type Entry, type Find } from '../../sample/patterns/pattern-index.js';
import type { Sample } from '../../sample/sample.js';

/** Whether the sample matches any of the patterns. */
export type Match = (sample: Sample) => boolean;

/** An ACL that several rules name has one index. */
const indexes = new WeakMap<AclTest, Find<true>>();

export function compileMatch(test: AclTest, context: CompileContext): Match {
  if (test.method === 'found') return () => true;
  if (test.method === 'bool') return isTrue;
  let find = indexes.get(test);
  if (find === undefined) {
    find = indexPatterns(test.method, entriesOf(test, context));
    indexes.set(test, find);
  }
  const found = find;
  return (sample) => found(sample) === true;
}

function isTrue(sample: Sample): boolean {
  if (sample.type === 'bool') return sample.value;
  const value = asSint(sample);
  return value !== undefined && value !== 0;
}

function entriesOf({ method, patterns }: AclTest, { patternFiles }: CompileContext): Entry<true>[] {
  return patterns.flatMap((source): Entry<true>[] => {
    if (source.type !== 'file') return [{ pattern: source, value: true }];
    const lines = patternFiles.get(source.file)?.lines ?? [];
    return lines.flatMap(({ text }) => {
      const pattern = readPattern(method, source.asMap ? mapEntry(text).key : text, { ignoreCase: source.ignoreCase });
      return 'fault' in pattern ? [] : [{ pattern, value: true }];
    });
  });
}
