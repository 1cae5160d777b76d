/** Rings while servers come late, take nothing or change: traffic goes on, lines are kept or counted. */
import test, { type ExecutionContext } from 'ava';
import { freePort, ownHost } from '../support/addresses.js';
import { startHeadrace } from '../support/proxies.js';
import { connect, exchange, readToEnd, startEchoOrigin, startNamedOrigin, startOrigin, type Origin } from '../support/tcp.js';
import { until } from '../support/waiting.js';
import { startOneFront } from '../stress/one-front.js';

interface Receiver {
  origin: Origin;
  text: () => string;
}

async function startReceiver(t: ExecutionContext, port = 0): Promise<Receiver> {
  let text = '';
  const origin = await startOrigin(t, (socket) => socket.on('data', (data: Buffer) => (text += data.toString('latin1'))), {
    port,
  });
  return { origin, text: () => text };
}

const numbers = (text: string): number[] => [...text.matchAll(/^line (\d+)$/gm)].map(([, number]) => Number(number));

interface Logged {
  visit: () => Promise<void>;
  /** Reloads with another server of the ring. */
  moveTo: (port: number) => void;
}

/** A ring whose server is at this port. */
async function startLogged(t: ExecutionContext, logServer: number): Promise<Logged> {
  const origin = await startNamedOrigin(t, 's1');
  const front = await freePort();
  const configuration = (port: number) => `global
  nbthread 2
ring kept
  size 32k
  timeout connect 1s
  timeout server 5s
  server collector ${ownHost}:${port}
defaults
  mode tcp
  timeout connect 5s
  timeout client 10s
  timeout server 10s
frontend fe
  bind ${ownHost}:${front}
  log ring@kept local0
  log-format "line %lc"
  default_backend be
backend be
  server s1 ${origin.host}:${origin.port}
`;
  const proxy = await startHeadrace(t, configuration(logServer));
  return {
    async visit() {
      const client = await connect(t, { host: ownHost, port: front });
      await readToEnd(client);
      client.destroy();
    },
    moveTo(port) {
      proxy.rewrite(configuration(port));
      proxy.signal('SIGHUP');
    },
  };
}

test.serial('a server that comes late gets the lines that the ring has, and those that come', async (t) => {
  const port = await freePort();
  const { visit } = await startLogged(t, port);
  await visit();
  await visit();
  const receiver = await startReceiver(t, port);
  await until(() => numbers(receiver.text()).length === 2, 'the lines from before');
  await visit();
  await until(() => numbers(receiver.text()).length === 3, 'a line as it comes');
  t.deepEqual(numbers(receiver.text()).toSorted(), [0, 1, 2]);
});

test.serial('a ring keeps its lines over a reload that gives it another server', async (t) => {
  const { visit, moveTo } = await startLogged(t, await freePort());
  await visit();
  await visit();
  const receiver = await startReceiver(t);
  moveTo(receiver.origin.port);
  await until(() => numbers(receiver.text()).length === 2, 'the lines from before the reload');
  await visit();
  await until(() => numbers(receiver.text()).length === 3, 'a line after the reload');
  t.is(new Set(numbers(receiver.text())).size, 3);
});

test.serial('a server that takes nothing: sessions are served, lines beyond the ring are dropped and counted', async (t) => {
  const stuck = await startOrigin(t, (socket) => socket.pause());
  const origin = await startEchoOrigin(t);
  const proxy = await startOneFront(t, origin, {
    defaults: [`log tcp@${stuck.host}:${stuck.port} len 65535 local0`, `log-format "${'x'.repeat(9000)} %ts"`],
  });
  await until(() => stuck.open > 0, 'a connection to the log server');
  const dropped = async (): Promise<number> => proxy.number('headrace_log_lines_dropped_total');
  for (let visits = 0; (await dropped()) === 0; visits += 50) {
    t.true(visits < 5000, 'far more than sockets and ring can hold');
    const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => exchange(t, proxy.front, `visit ${n}`)));
    answers.forEach(({ data, end }, n) => t.is(`${data.toString()} ${end}`, `visit ${n} fin`));
  }
  t.true((await dropped()) > 0);
});
