/** `set-fc-mark`, `set-fc-tos`, `set-bc-mark`, `set-bc-tos`: the kernel has them on the two sockets of a session. */
import { spawnSync } from 'node:child_process';
import { freeAddress, written } from '../support/addresses.js';
import { needs } from '../support/programs.js';
import { startHeadrace } from '../support/proxies.js';
import { connect, startSilentOrigin } from '../support/tcp.js';
import { until } from '../support/waiting.js';

const test = needs('ss', 'root');

/** What `ss` says of the established socket whose peer has this port. */
function socketTo(port: number): string {
  const { stdout } = spawnSync('ss', ['-tneoiO', '--tos', 'state', 'established', `dport = :${port}`], { encoding: 'utf8' });
  return stdout.split('\n').find((line) => line.includes(`:${port}`)) ?? '';
}

test('marks and types of service of both connections', async (t) => {
  const origin = await startSilentOrigin(t);
  const front = await freeAddress();
  await startHeadrace(
    t,
    `defaults
  mode tcp
  timeout connect 10s
  timeout client 10s
  timeout server 10s
frontend front
  bind ${written(front)}
  tcp-request connection set-fc-mark 0x11
  tcp-request session set-fc-tos int(16)
  tcp-request content set-bc-mark int(30),add(4)
  default_backend back
backend back
  tcp-request content set-bc-tos 8
  server s ${written(origin)}
`,
  );
  const client = await connect(t, front);
  await until(() => /\bfwmark:0x11\b/.test(socketTo(client.localPort ?? 0)), 'the mark of the client');
  await until(() => /\btos:0x10\b/.test(socketTo(client.localPort ?? 0)), 'the type of service of the client');
  await until(() => socketTo(origin.port) !== '', 'the connection to the server');
  t.regex(socketTo(origin.port), /\bfwmark:0x22\b/);
  t.regex(socketTo(origin.port), /\btos:0x8\b/);
});
