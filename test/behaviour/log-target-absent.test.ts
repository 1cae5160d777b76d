/** Logs never stand in the way of traffic. */
import test from 'ava';
import { join } from 'node:path';
import { freePort, ownHost } from '../support/addresses.js';
import { startLogReceiver } from '../support/logs.js';
import { startHeadrace } from '../support/proxies.js';
import { exchange, startNamedOrigin } from '../support/tcp.js';
import { temporaryFolder } from '../support/temporary-folder.js';

test('targets that are not there cost nothing but their lines', async (t) => {
  const origin = await startNamedOrigin(t, 's1');
  const address = { host: ownHost, port: await freePort() };
  const there = await startLogReceiver(t);
  const absent = `${ownHost}:${await freePort()}`;
  await startHeadrace(
    t,
    `defaults
  mode tcp
  timeout connect 5s
  timeout client 20s
  timeout server 20s
listen web
  bind ${address.host}:${address.port}
  option tcplog
  log ${join(temporaryFolder(t), 'nobody.sock')} local0
  log ${absent} local0
  log ${there.host}:${there.port} format raw local0
  server s1 ${origin.host}:${origin.port}
`,
  );
  for (let n = 0; n < 50; n++) t.is((await exchange(t, address)).data.toString(), 's1');
  t.is((await there.count(50)).length, 50);
});
