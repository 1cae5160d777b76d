/**
 * Every byte of a thousand connections at once arrives where it belongs, and nowhere else: sizes from nothing to 20 MB both
 * ways, writes of any size, slow and stalling readers, half-closes and resets. The traffic program (test/stress/traffic) makes
 * and checks them; of a connection that is reset, what arrived is a prefix of what was sent.
 *
 * HEADRACE_STRESS=long: all with streams of 20 MB, and with several seeds.
 */
import test, { type ExecutionContext } from 'ava';
import { freeAddress } from '../support/addresses.js';
import { needs } from '../support/programs.js';
import { sanitized } from '../support/sanitizer.js';
import { startOneFront, type Lines, type OneFront } from '../stress/one-front.js';
import { runTraffic, type Seen } from '../stress/traffic.js';

const long = process.env.HEADRACE_STRESS === 'long';
const SEEDS = long ? [1, 2, 3, 4, 5] : [1];
const LARGEST = 20_000_000;
const MODERATE = long ? LARGEST : 3_000_000;
const BOTH = ['option splice-request', 'option splice-response'];

interface Stress {
  lines: Lines;
  connections?: number;
  largest?: number;
  env?: NodeJS.ProcessEnv;
  /** Whether some bytes are to take the spliced path, or all are to be copied. */
  spliced: boolean;
  /** What else must show. */
  look?: (proxy: OneFront, seen: Seen) => Promise<void>;
}

async function stress(t: ExecutionContext, { lines, connections = 1000, largest = MODERATE, env, spliced, look }: Stress) {
  t.timeout(long ? 1_200_000 : 150_000);
  const origin = await freeAddress();
  const { global = [], ...others } = lines;
  const proxy = await startOneFront(t, origin, { global: ['maxconn 4000', ...global], ...others }, { ...(env && { env }) });
  for (const seed of SEEDS) {
    const seen = await runTraffic(t, { origin, front: proxy.front, connections, seed, largest, withinMs: 120_000 });
    t.deepEqual(seen.failures, [], `seed ${seed}`);
    t.is(seen.orderly + seen.reset, connections);
    t.true(seen.orderly > connections / 2 && seen.reset > 0, JSON.stringify(seen));
    await proxy.quiet();
    await look?.(proxy, seen);
    const bytes = await proxy.number('headrace_io_bytes_total', { path: 'spliced' });
    t.is(bytes > 0, spliced, `${bytes} bytes spliced`);
    t.is(await proxy.number('headrace_splice_fallbacks_total'), 0);
    t.log(`seed ${seed}: ${JSON.stringify(seen)}, ${bytes} bytes spliced so far`);
  }
  t.is(
    proxy.headrace.stderr
      .split('\n')
      .filter((line) => /ALERT|WARNING|runtime error|Sanitizer/.test(line))
      .join('\n'),
    '',
  );
  t.deepEqual(await proxy.headrace.stop('SIGUSR1'), { code: 0, signal: null });
}

/** Splicing wanted a pipe and got none: those stretches were copied. */
async function ranOutOfPipes(t: ExecutionContext, proxy: OneFront, maxpipes: number) {
  t.is(await proxy.number('headrace_pipes_max'), maxpipes);
  t.true((await proxy.number('headrace_pipe_borrow_failures_total')) > 0);
  t.true((await proxy.number('headrace_pipes_used_max')) <= maxpipes);
}

test.serial('splicing both ways, plenty of pipes, two threads, up to 20 MB', (t) =>
  stress(t, { lines: { global: ['nbthread 2'], defaults: BOTH }, largest: LARGEST, spliced: true }),
);

test.serial('splicing asked for, maxpipes 0: everything is copied', (t) =>
  stress(t, {
    lines: { global: ['nbthread 1', 'maxpipes 0'], defaults: BOTH },
    spliced: false,
    look: (proxy) => ranOutOfPipes(t, proxy, 0),
  }),
);

test.serial('one pipe of one page, shared by two threads', (t) =>
  stress(t, {
    lines: { global: ['nbthread 2', 'maxpipes 1', 'tune.pipesize 4096'], defaults: BOTH },
    spliced: true,
    look: async (proxy) => {
      t.true((await proxy.number('headrace_pipes_used_max')) <= 1);
      t.is(await proxy.number('headrace_pipe_size_bytes', { bound: 'largest' }), 4096);
    },
  }),
);

test.serial('splice-auto with three pipes of 64 KiB', (t) =>
  stress(t, {
    lines: { global: ['nbthread 1', 'maxpipes 3', 'tune.pipesize 65536'], defaults: ['option splice-auto'] },
    spliced: true,
    look: async (proxy) => void t.true((await proxy.number('headrace_pipes_used_max')) <= 3),
  }),
);

test.serial('no splicing asked for, two threads', (t) => stress(t, { lines: { global: ['nbthread 2'] }, spliced: false }));

test.serial('splicing as for kernels before 2.6.29', (t) =>
  stress(t, { lines: { global: ['nbthread 2', 'tune.headrace.splice-strategy legacy'], defaults: BOTH }, spliced: true }),
);

test.serial('small buffers', (t) =>
  stress(t, { lines: { global: ['nbthread 1', 'tune.bufsize 1024', 'maxpipes 3'], defaults: BOTH }, spliced: true }),
);

const underAsan = needs('addon under ASan');

underAsan.serial('the addon under ASan and UBSan: plenty of pipes', (t) =>
  stress(t, {
    lines: { global: ['nbthread 2'], defaults: BOTH },
    connections: long ? 1000 : 300,
    largest: 1_000_000,
    env: sanitized(),
    spliced: true,
  }),
);

underAsan.serial('the addon under ASan and UBSan: one small pipe, small buffers, kernels before 2.6.29', (t) =>
  stress(t, {
    lines: {
      global: ['nbthread 2', 'maxpipes 1', 'tune.pipesize 4096', 'tune.bufsize 2048', 'tune.headrace.splice-strategy legacy'],
      defaults: BOTH,
    },
    connections: long ? 1000 : 300,
    largest: 1_000_000,
    env: sanitized(),
    spliced: true,
  }),
);
