/** SIGHUP a hundred times while clients come and go and long transfers run through: nobody notices. */
import test from 'ava';
import { readFileSync } from 'node:fs';
import { freeAddress, written, type Address } from '../support/addresses.js';
import { byteBlocks, digestOf } from '../support/bytes.js';
import { sample, scrape } from '../support/metrics.js';
import { startHeadrace } from '../support/proxies.js';
import { connect, digestToEnd, exchange, startEchoOrigin, writeBytes } from '../support/tcp.js';
import { until } from '../support/waiting.js';

const RELOADS = 100;
const TRANSFERS = 200;
const TRANSFER_BYTES = 200_000;
const GENERATIONS = 'headrace_generation_sessions';

const pacers: ((share: number) => void)[] = [];

/** Resident memory in bytes. */
function resident(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]) * 1024;
}

function configuration(front: Address, origin: Address, round: number): string {
  return `
global
  nbthread 2
  maxconn 4000
defaults
  mode tcp
  timeout connect 5s
  timeout client 60s
  timeout server 60s
  option splice-auto
frontend web
  bind ${written(front)}
  default_backend app
backend app
  balance roundrobin
  server s1 ${written(origin)} weight ${1 + (round % 7)} check inter 500
  ${round % 2 === 0 ? `server s2 ${written(origin)}` : ''}
`;
}

test('a hundred reloads under load: nothing refused, nothing reset, no byte wrong', async (t) => {
  t.timeout(110_000);
  const [front, metrics] = [await freeAddress(), await freeAddress()];
  const echo = await startEchoOrigin(t);
  const headrace = await startHeadrace(t, configuration(front, echo, 0), { args: ['--metrics', written(metrics)] });
  await headrace.output(/ready/);

  let going = true;
  let visits = 0;
  const failures: string[] = [];
  const visitor = async (number: number) => {
    while (going) {
      const text = `visit ${number} ${visits}`;
      try {
        const { data, end } = await exchange(t, front, text);
        if (data.toString() !== text || end !== 'fin') failures.push(`${text}: ${data.toString()} ${end}`);
      } catch (error) {
        failures.push(`${text}: ${(error as Error).message}`);
      }
      visits += 1;
    }
  };
  const visitors = Promise.all([1, 2, 3].map(visitor));
  const transfers = Array.from({ length: TRANSFERS }, async (_, seed) => {
    const socket = await connect(t, front);
    const received = digestToEnd(socket, 100_000);
    // Slowly, so that it outlives many generations.
    const blocks = [...byteBlocks(seed, TRANSFER_BYTES)];
    const pace = pacer(blocks.length);
    pacers.push((share) => pace.allow(share));
    for (const [index, block] of blocks.entries()) {
      await pace.mayWrite(index);
      socket.write(block);
    }
    socket.end();
    return { seed, ...(await received) };
  });
  await until(() => echo.open >= TRANSFERS, 'the transfers run');

  let memory = 0;
  for (let round = 1; round <= RELOADS; round++) {
    headrace.rewrite(configuration(front, echo, round));
    headrace.signal('SIGHUP');
    await until(() => headrace.stderr.split(' : reloaded.').length > round, `reload ${round}`);
    for (const allow of pacers) allow(round / RELOADS);
    if (round === RELOADS / 2) memory = resident(headrace.pid);
  }
  for (const { seed, digest, end } of await Promise.all(transfers)) {
    t.is(end, 'fin');
    t.is(digest, digestOf(seed, TRANSFER_BYTES), `transfer ${seed}`);
  }
  going = false;
  await visitors;
  t.deepEqual(failures, []);
  t.true(visits > RELOADS, `${visits} visits`);

  const text = await until(async () => {
    const page = await scrape(metrics);
    return sample(page, 'haproxy_frontend_current_sessions', { proxy: 'web' }) === 0 ? page : undefined;
  }, 'the sessions have ended');
  t.is(
    sample(text, 'haproxy_frontend_sessions_total', { proxy: 'web' }),
    visits + TRANSFERS,
    'every session of every generation is counted once',
  );
  t.is(text.split('\n').filter((line) => line.startsWith(`${GENERATIONS}{`)).length, 1, 'old generations are gone');
  const after = resident(headrace.pid);
  t.true(after < memory + 40_000_000, `${memory} bytes after half of the reloads, ${after} in the end`);
});

/** Lets a transfer go on as the reloads go on. */
function pacer(blocks: number) {
  let allowed = 0;
  let wake = (): void => {};
  return {
    allow(share: number) {
      allowed = share * blocks;
      wake();
    },
    async mayWrite(index: number) {
      while (index >= allowed) await new Promise<void>((resolve) => (wake = resolve));
    },
  };
}

test('an invalid file a hundred times: the alerts are printed and nothing changes', async (t) => {
  const [front, metrics] = [await freeAddress(), await freeAddress()];
  const echo = await startEchoOrigin(t);
  const good = configuration(front, echo, 0);
  const headrace = await startHeadrace(t, good, { args: ['--metrics', written(metrics)] });
  await headrace.output(/ready/);
  const socket = await connect(t, front);
  await writeBytes(socket, 1, 1000);
  headrace.rewrite(good.replace('default_backend', 'defualt_backend'));
  for (let round = 1; round <= 100; round++) {
    headrace.signal('SIGHUP');
    await until(() => headrace.stderr.split('the old configuration goes on').length > round, `refusal ${round}`);
  }
  t.regex(headrace.stderr, /unknown-keyword: .*'defualt_backend'/);
  const received = digestToEnd(socket);
  socket.end();
  t.is((await received).digest, digestOf(1, 1000));
  t.is((await exchange(t, front, 'still there')).data.toString(), 'still there');
  const text = await scrape(metrics);
  t.is(sample(text, GENERATIONS, { generation: '1' }), 0);
  t.is(text.split('\n').filter((line) => line.startsWith(`${GENERATIONS}{`)).length, 1);
});
