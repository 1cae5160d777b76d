/** Both programs read the same small configurations in check mode: they agree on the exit code and on the line of the first alert. */
import { exitCodeOf } from '#headrace/cli/check.js';
import { loadConfiguration } from '#headrace/config/load.js';
import test, { type ExecutionContext } from 'ava';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { needs } from '../support/programs.js';
import { runHaproxy } from '../support/proxies.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { configCases, type ConfigCase } from './config-cases.js';
import { languageCases } from './language-cases.js';

interface Verdict {
  code: number | null;
  /** undefined: no alert, or one that names no line. */
  line?: number;
}

const testWithHaproxy = needs('haproxy');
const atOnce = 4;
const cases = [...configCases, ...languageCases];

test('no case is listed twice', (t) => {
  t.is(new Set(cases.map(({ title }) => title)).size, cases.length);
});

testWithHaproxy('headrace -c and haproxy -c agree on every case that is not listed as a difference', async (t) => {
  t.timeout(300_000);
  const folder = temporaryFolder(t);
  const queue = [...cases.entries()];
  const wrong: string[] = [];
  const work = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [index, one] = next;
      const complaint = await compare(t, one, join(folder, `${index}.cfg`));
      if (complaint !== undefined) wrong.push(complaint);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  t.deepEqual(wrong, []);
});

async function compare(
  t: ExecutionContext,
  { title, configuration, difference }: ConfigCase,
  file: string,
): Promise<string | undefined> {
  writeFileSync(file, configuration);
  const theirs = await haproxyVerdict(t, file);
  const ours = headraceVerdict(file);
  const sameLine = theirs.line === undefined || theirs.line === ours.line;
  const agree = theirs.code === ours.code && sameLine;
  if (agree === (difference === undefined)) return undefined;
  const verdicts = `haproxy ${JSON.stringify(theirs)}, headrace ${JSON.stringify(ours)}`;
  return difference === undefined ? `${title}: ${verdicts}` : `${title}: no difference any more (${difference}): ${verdicts}`;
}

async function haproxyVerdict(t: ExecutionContext, file: string): Promise<Verdict> {
  const { exit, stderr } = await runHaproxy(t, ['-c', '-f', file]);
  const alerts = stderr.split('\n').filter((line) => line.startsWith('[ALERT]'));
  return { code: exit.code, ...lineOf(/\[[^\]]*\.cfg:(\d+)\]/.exec(alerts[0] ?? '')) };
}

/** What `headrace -c` answers, without a process for each case. */
function headraceVerdict(file: string): Verdict {
  const loaded = loadConfiguration([file], process.env);
  const alert = loaded.diagnostics.find(({ severity }) => severity === 'alert');
  return { code: exitCodeOf(loaded), ...(alert && { line: alert.line }) };
}

const lineOf = (match: RegExpExecArray | null): Pick<Verdict, 'line'> => (match ? { line: Number(match[1]) } : {});
