/** A kernel that offers splice() and then refuses it, as a policy that comes later does: streams are copied, nothing is lost. */
import { freeAddress, written } from '../support/addresses.js';
import { digestOf } from '../support/bytes.js';
import { sample, sampleBecomes, scrape } from '../support/metrics.js';
import { plainEnvironment } from '../support/processes.js';
import { needs } from '../support/programs.js';
import { startHeadrace } from '../support/proxies.js';
import { connect, digestToEnd, startEchoOrigin, writeBytes } from '../support/tcp.js';

const SIZE = 8_000_000;
const testWithStrace = needs('strace');
/** Beside the program, which stays our own child. Calls are counted for each thread: the probe's, on the main thread, are few. */
const TRACER = ['strace', '-D', '-f', '-qq', '-o', '/dev/null', '-e', 'trace=splice'];

for (const error of ['EINVAL', 'ENOSYS', 'EPERM']) {
  testWithStrace.serial(`splice() fails with ${error} in the middle of a stream: exact, copied, counted`, async (t) => {
    t.timeout(60_000);
    const [front, metrics] = [await freeAddress(), await freeAddress()];
    const echo = await startEchoOrigin(t);
    const headrace = await startHeadrace(
      t,
      `global
  nbthread 1
defaults
  mode tcp
  option splice-request
  option splice-response
  timeout connect 20s
  timeout client 60s
  timeout server 60s
listen web
  bind ${written(front)}
  server s1 ${written(echo)}
`,
      {
        under: [...TRACER, '-e', `inject=splice:error=${error}:when=30+`],
        args: ['--metrics', written(metrics)],
        env: plainEnvironment,
      },
    );
    await headrace.output(/ready/);
    const client = await connect(t, front);
    const received = digestToEnd(client);
    await writeBytes(client, 9, SIZE);
    client.end();
    t.is((await received).digest, digestOf(9, SIZE));
    await sampleBecomes(metrics, 'haproxy_frontend_current_sessions', { proxy: 'web' }, (value) => value === 0);
    const page = await scrape(metrics);
    t.true(sample(page, 'headrace_splice_fallbacks_total')! >= 1);
    t.true(sample(page, 'headrace_io_bytes_total', { path: 'spliced' })! > 0, 'it began spliced');
    t.true(sample(page, 'headrace_io_bytes_total', { path: 'copied' })! > SIZE / 2, 'it ended copied');
    t.is(sample(page, 'headrace_pipes_used'), 0);
  });
}

testWithStrace.serial('splice() refused from the start: one warning, everything is copied', async (t) => {
  t.timeout(60_000);
  const [front, metrics] = [await freeAddress(), await freeAddress()];
  const echo = await startEchoOrigin(t);
  const headrace = await startHeadrace(
    t,
    `defaults\n  mode tcp\n  option splice-auto\n  timeout connect 20s\n  timeout client 60s\n  timeout server 60s\nlisten web\n  bind ${written(front)}\n  server s1 ${written(echo)}\n`,
    {
      under: [...TRACER, '-e', 'inject=splice:error=ENOSYS'],
      args: ['--metrics', written(metrics)],
      env: plainEnvironment,
    },
  );
  await headrace.output(/ready/);
  t.is(headrace.stderr.match(/splicing is not possible here \(.+\): relays copy\./g)?.length, 1, headrace.stderr);
  const client = await connect(t, front);
  const received = digestToEnd(client);
  await writeBytes(client, 9, SIZE);
  client.end();
  t.is((await received).digest, digestOf(9, SIZE));
  await sampleBecomes(metrics, 'headrace_io_bytes_total', { path: 'copied' }, (value) => value === 2 * SIZE);
  t.is(sample(await scrape(metrics), 'headrace_io_calls_total', { call: 'splice-in' }), 0);
});
