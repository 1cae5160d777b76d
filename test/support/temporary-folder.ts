import type { ExecutionContext } from 'ava';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of this test's own, removed when the test is over. Short, so that unix sockets fit into it. */
export function temporaryFolder(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'hr-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
