/** Log targets that take nothing: no effect on traffic, every line that is lost is counted. */
import test, { type ExecutionContext } from 'ava';
import { closeSync, constants, openSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from '../support/processes.js';
import { exchange, startEchoOrigin } from '../support/tcp.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { until } from '../support/waiting.js';
import { startOneFront, type OneFront } from '../stress/one-front.js';
import type { ProxyOptions } from '../support/proxies.js';

async function start(t: ExecutionContext, target: string, options: ProxyOptions = {}): Promise<OneFront> {
  const origin = await startEchoOrigin(t);
  return startOneFront(t, origin, { defaults: [`log ${target} local0`, 'option tcplog'] }, options);
}

/** Each is served. */
async function visit(t: ExecutionContext, proxy: OneFront, visits: number): Promise<void> {
  for (let done = 0; done < visits; done += 50) {
    const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => exchange(t, proxy.front, `visit ${done + n}`)));
    answers.forEach(({ data, end }, n) => t.is(`${data.toString()} ${end}`, `visit ${done + n} fin`));
  }
}

/** Sent and dropped lines, when there are as many as there were sessions. */
async function lines(proxy: OneFront, sessions: number): Promise<{ sent: number; dropped: number }> {
  return until(async () => {
    const sent = await proxy.number('headrace_log_lines_sent_total');
    const dropped = await proxy.number('headrace_log_lines_dropped_total');
    return sent + dropped >= sessions && { sent, dropped };
  }, `${sessions} lines sent or dropped`);
}

test.serial('the syslog socket is not there: all lines are dropped and counted', async (t) => {
  const proxy = await start(t, join(temporaryFolder(t), 'nobody.sock'));
  await visit(t, proxy, 100);
  t.deepEqual(await lines(proxy, 100), { sent: 0, dropped: 100 });
});

test.serial('stdout is full: all lines are dropped and counted', async (t) => {
  const proxy = await start(t, 'stdout format raw', { under: ['sh', '-c', 'exec "$@" >/dev/full', 'sh'] });
  await visit(t, proxy, 100);
  t.deepEqual(await lines(proxy, 100), { sent: 0, dropped: 100 });
});

test.serial('a pipe that nobody reads fills, and holds nobody up', async (t) => {
  const path = join(temporaryFolder(t), 'log.fifo');
  t.is((await runProgram(t, 'mkfifo', { args: [path] })).exit.code, 0);
  const fifo = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  t.teardown(() => closeSync(fifo));
  const proxy = await start(t, 'fd@3 format raw', { descriptors: [fifo] });
  const visits = 1000; // of more than 70 bytes each: more than the 64 KiB that the pipe holds
  await visit(t, proxy, visits);
  const { sent, dropped } = await lines(proxy, visits);
  t.is(sent + dropped, visits);
  t.true(sent > 0 && dropped > 0, `${sent} sent, ${dropped} dropped`);
});
