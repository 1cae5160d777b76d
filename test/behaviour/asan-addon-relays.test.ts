import { needs } from '../support/programs.js';
import { startHeadrace } from '../support/proxies.js';
import { freeAddress, written } from '../support/addresses.js';
import { digestOf } from '../support/bytes.js';
import { sanitized } from '../support/sanitizer.js';
import { connect, digestToEnd, startEchoOrigin, writeBytes } from '../support/tcp.js';

const testUnderAsan = needs('addon under ASan');

testUnderAsan('relays bytes both ways, copied and spliced, without a report of the sanitizers', async (t) => {
  const origin = await startEchoOrigin(t);
  const front = await freeAddress();
  const configuration = `
defaults
  mode tcp
  option splice-request
  option splice-response
  timeout connect 5s
  timeout client 20s
  timeout server 20s
listen echo
  bind ${written(front)}
  server s1 ${written(origin)}
`;
  const headrace = await startHeadrace(t, configuration, { env: sanitized() });
  const sizes = [0, 1, 16_384, 5_000_000];
  await Promise.all(
    sizes.map(async (size, seed) => {
      const socket = await connect(t, front);
      const echoed = digestToEnd(socket);
      await writeBytes(socket, seed, size);
      socket.end();
      t.deepEqual(await echoed, { size, digest: digestOf(seed, size), end: 'fin' });
    }),
  );
  t.deepEqual(await headrace.stop('SIGUSR1'), { code: 0, signal: null });
  t.notRegex(headrace.stderr, /Sanitizer|runtime error/);
});
