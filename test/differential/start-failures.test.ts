/** What keeps HAProxy from starting keeps Headrace from starting: the same exit code, and the same alert about sockets. */
import type { ExecutionContext } from 'ava';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { freeAddress, written } from '../support/addresses.js';
import { needs } from '../support/programs.js';
import { runHaproxy, runHeadrace } from '../support/proxies.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const testBoth = needs('haproxy');

/** Without the numbers of processes. */
const bindings = (text: string): string[] =>
  text
    .split('\n')
    .filter((line) => line.includes('Binding ['))
    .map((line) => line.replace(/^\[ALERT\]\s+\(\d+\) : /, ''));

async function sameEnd(t: ExecutionContext, what: string, configuration: string): Promise<void> {
  const file = join(temporaryFolder(t), 'test.cfg');
  writeFileSync(file, configuration);
  const [haproxy, headrace] = [await runHaproxy(t, ['-f', file]), await runHeadrace(t, ['-f', file])];
  t.is(headrace.exit.code, haproxy.exit.code, what);
  t.deepEqual(bindings(headrace.stderr), bindings(haproxy.stderr), what);
}

testBoth('addresses that cannot be had, accounts and folders that are not there', async (t) => {
  const taken = await freeAddress();
  const server = createServer().listen(taken.port, taken.host);
  t.teardown(() => void server.close());
  await once(server, 'listening');
  const free = await freeAddress();
  const listen = (bind: string, ...global: string[]): string =>
    [
      'global',
      ...global.map((line) => `  ${line}`),
      'defaults',
      ...['connect', 'client', 'server'].map((which) => `  timeout ${which} 1s`),
      'listen l',
      `  bind ${bind}`,
      '  server s 127.0.0.1:1',
      '',
    ].join('\n');
  await sameEnd(t, 'a port in use', listen(written(taken)));
  await sameEnd(t, 'an address of another machine', listen('203.0.113.7:1024'));
  await sameEnd(t, 'a unix socket in a folder that is not there', listen('/nonexistent/socket'));
  await sameEnd(t, 'a stats socket in a folder that is not there', listen(written(free), 'stats socket /nonexistent/api'));
  await sameEnd(t, 'a stats socket on a port in use', listen(written(free), `stats socket ${written(taken)}`));
  await sameEnd(t, 'a descriptor that is not open', listen('fd@77'));
  await sameEnd(t, 'a jail that is not there', listen(written(free), 'chroot /nonexistent'));
  await sameEnd(t, 'a user that is not there', listen(written(free), 'user headrace-no-such-user'));
  await sameEnd(t, 'a pid file in a folder that is not there', listen(written(free), 'daemon', 'pidfile /nonexistent/pid'));
  await sameEnd(t, 'nothing to listen on', 'listen l\n  server s 127.0.0.1:1\n');
  await sameEnd(t, 'a line outside of any section', 'junk\n');
});
