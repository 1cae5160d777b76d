import test, { type ExecutionContext } from 'ava';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryFolder } from '../../support/paths.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const script = join(repositoryFolder, 'scripts', 'tap-summary.js');

function summary(t: ExecutionContext, report: string, ...args: string[]) {
  const file = join(temporaryFolder(t), 'report.tap');
  writeFileSync(file, report);
  const { status, stdout } = spawnSync(process.execPath, [script, file, ...args], { encoding: 'utf8' });
  return { status, stdout };
}

const PASSED = 'TAP version 13\nok 1 - a\nok 2 - b\n';

test('counts what passed', (t) => {
  t.deepEqual(summary(t, PASSED, '--count', '0'), { status: 0, stdout: '2 passed, 0 failed\n' });
});

test('fails when a test failed, and shows it with its details', (t) => {
  const report = `${PASSED}not ok 3 - c\n  ---\n    message: no\n\n    more: yes\n  ...\nok 4 - d\n`;
  t.deepEqual(summary(t, report, '--count', '0'), { status: 1, stdout: '3 passed, 1 failed\n' });
  t.is(summary(t, report, '--failures').stdout, 'failed: c\n  ---\n    message: no\n\n    more: yes\n  ...\n');
});

test('fails when a test was skipped, and names it', (t) => {
  const report = `${PASSED}ok 3 - c # SKIP\n`;
  t.deepEqual(summary(t, report, '--count', '0'), { status: 1, stdout: '2 passed, 0 failed, 1 skipped\n' });
  t.is(summary(t, report, '--failures').stdout, 'skipped: c # SKIP\n');
});

test('fails when another stage failed, when nothing ran, and when there is no report', (t) => {
  t.deepEqual(summary(t, PASSED, '--count', '1'), { status: 1, stdout: '2 passed, 1 failed\n' });
  t.deepEqual(summary(t, 'src/x.ts(1,1): error TS1005\n', '--count', '0'), { status: 1, stdout: '0 passed, 1 failed\n' });
  t.regex(summary(t, 'src/x.ts(1,1): error TS1005\n', '--failures').stdout, /error TS1005/);
  const { status, stdout } = spawnSync(process.execPath, [script, 'no-such-file', '--count', '0'], { encoding: 'utf8' });
  t.deepEqual({ status, stdout }, { status: 1, stdout: '0 passed, 1 failed\n' });
});
