/** What a program that checks servers is told: its arguments and its whole environment, as by HAProxy. */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { freePort, ownHost } from '../support/addresses.js';
import { needs } from '../support/programs.js';
import { startHaproxy, startHeadrace } from '../support/proxies.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { until } from '../support/waiting.js';

const testWithHaproxy = needs('haproxy');

const names = ['first', 'second', 'socket', 'plain'];

/** What the program was told about each server. */
async function run(t: ExecutionContext, start: typeof startHaproxy, port: number): Promise<Record<string, string>> {
  const folder = temporaryFolder(t);
  const told = join(folder, 'told');
  mkdirSync(told);
  const program = join(folder, 'check.sh');
  const script = `#!/bin/sh
file="${told}/$HAPROXY_SERVER_NAME"
[ -e "$file" ] && exit 0
{ for argument in "$@"; do echo "argument $argument"; done; /usr/bin/env | /usr/bin/sort; } > "$file.new"
/bin/mv "$file.new" "$file"
`;
  writeFileSync(program, script);
  chmodSync(program, 0o755);
  const proxy = await start(
    t,
    `global
  external-check
  insecure-fork-wanted
defaults
  mode tcp
  timeout connect 5s
  timeout client 5s
  timeout server 5s
  option external-check
  external-check command ${program}
listen web
  bind ${ownHost}:${port}
  external-check path "/usr/local/bin:/usr/bin"
  server first 127.0.0.1:1 check inter 1s maxconn 7
  server second [::1]:5 check inter 1s port 99 addr 127.0.0.2
  server socket unix@/nonexistent/app.sock check inter 1s
backend other
  server plain 127.0.0.1:1 check inter 1s
`,
    // What measures the tests' coverage is not the check's business.
    { env: { NODE_V8_COVERAGE: undefined } },
  );
  await until(() => names.every((name) => existsSync(join(told, name))), 'a check of each server');
  await proxy.stop('SIGTERM');
  const read = (name: string): string => readFileSync(join(told, name), 'utf8').replaceAll(folder, 'FOLDER');
  return Object.fromEntries(names.map((name) => [name, read(name)]));
}

testWithHaproxy('arguments and environment of external checks', async (t) => {
  const port = await freePort();
  const expected = await run(t, startHaproxy, port);
  t.deepEqual(await run(t, startHeadrace, port), expected);
  t.regex(expected.first!, /^argument 127\.0\.0\.1$/m);
});
