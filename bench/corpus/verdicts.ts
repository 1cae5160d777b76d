/** The verdicts of a corpus: `verdicts.tsv` in its folder. One file a row, with what two versions of HAProxy said of it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Verdict {
  file: string;
  /** Exit codes of `haproxy -c`: 0 valid, 1 refused, 2 valid without a listener. */
  exit26: number;
  exitNewest: number;
  environment: Record<string, string>;
  /** Of 2.6's first alert; undefined: there is none, or it names no line of this file. */
  line?: number;
}

export function readVerdicts(folder: string): Verdict[] {
  const [, ...rows] = readFileSync(join(folder, 'verdicts.tsv'), 'utf8').trimEnd().split('\n');
  return rows.map((row) => {
    const [file = '', exit26, exitNewest, variables = '', alert = ''] = row.split('\t');
    const line = /\[[^\]:]+:(\d+)\]/.exec(alert)?.[1];
    const pairs = variables.split(' ').filter((pair) => pair.includes('='));
    return {
      file,
      exit26: Number(exit26),
      exitNewest: Number(exitNewest),
      environment: Object.fromEntries(pairs.map((pair) => pair.split(/=(.*)/s, 2) as [string, string])),
      ...(line !== undefined && { line: Number(line) }),
    };
  });
}
