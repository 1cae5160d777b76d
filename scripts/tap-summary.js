/**
 * Reads the TAP report of a test run (what is not TAP in it, such as a compiler's complaint, is shown too).
 *
 *     node scripts/tap-summary.js FILE --failures        prints what failed and what was skipped
 *     node scripts/tap-summary.js FILE --count FAILED    prints `N passed, N failed[, N skipped]`; fails when a test or one of
 *                                                        the FAILED other stages did, or a test was skipped
 */
import { existsSync, readFileSync } from 'node:fs';

const [file, mode, failedStages = '0'] = process.argv.slice(2);
const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
const tests = lines.flatMap((line, index) => {
  const found = /^(ok|not ok) \d+ - (.*)$/.exec(line);
  if (!found) return [];
  const skipped = /# (SKIP|TODO)\b/.test(found[2]);
  const outcome = skipped ? 'skipped' : found[1] === 'ok' ? 'passed' : 'failed';
  return [{ outcome, title: found[2], details: details(index + 1) }];
});

if (mode === '--failures') {
  if (tests.length === 0) console.log(lines.slice(-40).join('\n'));
  for (const { outcome, title, details } of tests) {
    if (outcome === 'failed') console.log(`failed: ${title}\n${details}`);
    if (outcome === 'skipped') console.log(`skipped: ${title}`);
  }
} else {
  const count = (outcome) => tests.filter((test) => test.outcome === outcome).length;
  const passed = count('passed');
  const skipped = count('skipped');
  // A stage that failed although no test did (lint, a crash of the test runner) counts as one failure of its own.
  const failed = count('failed') || Number(failedStages) || (passed === 0 ? 1 : 0);
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  process.exit(failed > 0 || skipped > 0 || Number(failedStages) > 0 ? 1 : 0);
}

/** The indented block that follows a result. */
function details(from) {
  const end = lines.findIndex((line, index) => index >= from && !/^( |$)/.test(line));
  return lines.slice(from, end < 0 ? undefined : end).join('\n');
}
