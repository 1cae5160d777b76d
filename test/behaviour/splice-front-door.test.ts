/** Which bytes take the spliced path, as the configuration says and the metrics show. */
import test, { type ExecutionContext } from 'ava';
import { digestOf } from '../support/bytes.js';
import { sample, scrape } from '../support/metrics.js';
import { connect, digestToEnd, readExactly, startEchoOrigin, startOrigin, writeBytes, type Origin } from '../support/tcp.js';
import { until } from '../support/waiting.js';
import { startOneFront, type Lines, type OneFront } from '../stress/one-front.js';

const SIZE = 8_000_000;
/** Towards the server and towards the client. */
const [REQUEST, RESPONSE] = [1, 2];

/** Takes one stream and sends another of the same size. */
async function startStreamOrigin(t: ExecutionContext): Promise<Origin & { digests: string[] }> {
  const digests: string[] = [];
  const origin = await startOrigin(t, (socket) => {
    void digestToEnd(socket).then(({ digest }) => digests.push(digest));
    void writeBytes(socket, RESPONSE, SIZE).then(() => socket.end());
  });
  return Object.assign(origin, { digests });
}

/** One exchange of two fast streams; both are exact. */
async function exchangeStreams(t: ExecutionContext, proxy: OneFront, origin: { digests: string[] }) {
  const socket = await connect(t, proxy.front);
  const received = digestToEnd(socket);
  await writeBytes(socket, REQUEST, SIZE);
  socket.end();
  t.is((await received).digest, digestOf(RESPONSE, SIZE));
  await until(() => origin.digests.length > 0, 'the origin has read all');
  t.deepEqual(origin.digests, [digestOf(REQUEST, SIZE)]);
  await proxy.quiet();
}

interface Ways {
  /** 'spliced': many of the bytes, however busy the machine is; 'copied': all of them. */
  request: 'spliced' | 'copied';
  response: 'spliced' | 'copied';
}

/** Looks at the bytes of frontend and backend, each direction for itself; every byte is counted exactly once. */
async function ways(t: ExecutionContext, proxy: OneFront): Promise<Ways> {
  const text = await scrape(proxy.metrics);
  const found = (direction: 'in' | 'out') => {
    const seen = (kind: string, name: string) => {
      const bytes = (way: string) => sample(text, `headrace_${kind}_${way}_bytes_total`, { proxy: name, direction }) ?? NaN;
      const [spliced, copied] = [bytes('spliced'), bytes('copied')];
      t.is(spliced + copied, SIZE, `${kind} ${direction}`);
      t.is(sample(text, `haproxy_${kind}_bytes_${direction}_total`, { proxy: name }), SIZE);
      t.true(spliced === 0 || spliced > SIZE / 20, `${kind} ${direction}: ${spliced} bytes spliced`);
      return spliced === 0 ? 'copied' : 'spliced';
    };
    const atFrontend = seen('frontend', 'web');
    t.is(seen('backend', 'app'), atFrontend);
    return atFrontend;
  };
  return { request: found('in'), response: found('out') };
}

function splices(title: string, lines: Lines, expected: Ways, look?: (t: ExecutionContext, proxy: OneFront) => Promise<void>) {
  test.serial(title, async (t) => {
    const origin = await startStreamOrigin(t);
    const proxy = await startOneFront(t, origin, { ...lines, global: ['nbthread 1', ...(lines.global ?? [])] });
    await exchangeStreams(t, proxy, origin);
    t.deepEqual(await ways(t, proxy), expected);
    await look?.(t, proxy);
  });
}

const REQUESTS = 'option splice-request';
const RESPONSES = 'option splice-response';
const AUTO = 'option splice-auto';
const neither: Ways = { request: 'copied', response: 'copied' };
const requests: Ways = { request: 'spliced', response: 'copied' };
const responses: Ways = { request: 'copied', response: 'spliced' };
const both: Ways = { request: 'spliced', response: 'spliced' };

splices('without an option everything is copied', {}, neither);
splices('splice-request of the frontend: requests only', { frontend: [REQUESTS] }, requests);
splices('splice-request of the backend: requests only', { backend: [REQUESTS] }, requests);
splices('splice-response of the frontend: responses only', { frontend: [RESPONSES] }, responses);
splices('splice-response of the backend: responses only', { backend: [RESPONSES] }, responses);
splices('one option of each: united', { frontend: [REQUESTS], backend: [RESPONSES] }, both);
splices('splice-auto of the frontend: fast streams, both ways', { frontend: [AUTO] }, both);
splices('splice-auto of the backend: fast streams, both ways', { backend: [AUTO] }, both);
splices('options of defaults hold for both', { defaults: [REQUESTS, RESPONSES] }, both);
splices(
  '`no option` in one of the two leaves what the other allows',
  { defaults: [REQUESTS, RESPONSES], frontend: [`no ${REQUESTS}`, `no ${RESPONSES}`] },
  both,
);
splices(
  '`no option` in both takes that direction back',
  { defaults: [REQUESTS, RESPONSES], frontend: [`no ${REQUESTS}`], backend: [`no ${REQUESTS}`] },
  responses,
);
splices(
  '`no option splice-auto` leaves splice-response',
  { defaults: [AUTO, RESPONSES], frontend: [`no ${AUTO}`], backend: [`no ${AUTO}`] },
  responses,
);
splices(
  'nosplice wins over every option',
  { global: ['nosplice'], defaults: [REQUESTS, RESPONSES, AUTO] },
  neither,
  async (t, proxy) => {
    t.is(await proxy.number('headrace_pipes_created_total'), 0);
  },
);
splices(
  'maxpipes 0: copied, and counted',
  { global: ['maxpipes 0'], defaults: [REQUESTS, RESPONSES] },
  neither,
  async (t, proxy) => {
    t.is(await proxy.number('headrace_pipes_max'), 0);
    t.true((await proxy.number('headrace_pipe_borrow_failures_total')) > 0);
  },
);

// Which direction gets it, and for how much, is a matter of timing: whoever finds it taken copies.
test.serial('one pipe for both directions: never more than one is in use, and both streams are exact', async (t) => {
  const origin = await startStreamOrigin(t);
  const proxy = await startOneFront(t, origin, { global: ['nbthread 1', 'maxpipes 1'], defaults: [REQUESTS, RESPONSES] });
  await exchangeStreams(t, proxy, origin);
  t.true((await proxy.number('headrace_io_bytes_total', { path: 'spliced' })) > 0);
  t.is(await proxy.number('headrace_pipes_used_max'), 1);
});

splices('the strategy for old kernels splices too', { global: ['tune.headrace.splice-strategy legacy'], defaults: [AUTO] }, both);
splices('tune.pipesize is what pipes get', { global: ['tune.pipesize 131072'], defaults: [AUTO] }, both, async (t, proxy) => {
  t.is(await proxy.number('headrace_pipe_requested_size_bytes'), 131_072);
  t.is(await proxy.number('headrace_pipe_size_bytes', { bound: 'smallest' }), 131_072);
  t.is(await proxy.number('headrace_pipe_size_bytes', { bound: 'largest' }), 131_072);
});

test.serial('short exchanges are copied, whatever the options', async (t) => {
  const origin = await startEchoOrigin(t);
  const proxy = await startOneFront(t, origin, { defaults: [REQUESTS, RESPONSES, AUTO] });
  const socket = await connect(t, proxy.front);
  for (let turn = 0; turn < 50; turn += 1) {
    await writeBytes(socket, turn, 4000);
    await readExactly(socket, 4000);
  }
  socket.end();
  await proxy.quiet();
  t.is(await proxy.number('headrace_io_bytes_total', { path: 'spliced' }), 0);
  t.is(await proxy.number('headrace_pipes_created_total'), 0);
});

test.serial('a stream that becomes slow is copied again, and spliced again when it is fast', async (t) => {
  const origin = await startEchoOrigin(t);
  const proxy = await startOneFront(t, origin, { global: ['nbthread 1'], defaults: [REQUESTS] });
  const socket = await connect(t, proxy.front);
  const spliced = () => proxy.number('headrace_frontend_spliced_bytes_total', { proxy: 'web', direction: 'in' });
  const number = (name: string) => proxy.number(`headrace_splice_${name}_total`);
  const fast = async () => {
    const echoed = readExactly(socket, 2_000_000);
    await writeBytes(socket, 3, 2_000_000);
    await echoed;
  };
  const slow = async () => {
    for (let turn = 0; turn < 20; turn += 1) {
      await writeBytes(socket, turn, 100);
      await readExactly(socket, 100);
    }
  };
  await fast();
  const afterFast = await spliced();
  t.true(afterFast > 0);
  await slow();
  t.true((await number('stops')) >= 1);
  const settled = await spliced();
  await slow();
  t.is(await spliced(), settled, 'nothing is spliced while the stream is slow');
  const starts = await number('starts');
  await fast();
  t.true((await number('starts')) > starts);
  t.true((await spliced()) > settled + 100_000);
  t.is(await proxy.number('headrace_splice_fallbacks_total'), 0);
});
