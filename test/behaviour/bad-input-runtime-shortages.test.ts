/**
 * Out of descriptors or pipes while running: the service goes on, a counter says so, nothing is lost, no processor is burnt.
 * (Buffers cannot run out: there is one for each relay that can be. What happens without one is tested on the addon.)
 */
import type { ExecutionContext } from 'ava';
import type { Socket } from 'node:net';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { digestOf } from '../support/bytes.js';
import { runProgram } from '../support/processes.js';
import { needs } from '../support/programs.js';
import { connect, digestToEnd, exchange, readExactly, readToEnd, startEchoOrigin, writeBytes } from '../support/tcp.js';
import { until, within } from '../support/waiting.js';
import { startOneFront } from '../stress/one-front.js';

const withPrlimit = needs('prlimit');

async function setDescriptors(t: ExecutionContext, pid: number, limit: number): Promise<void> {
  const { exit, stderr } = await runProgram(t, 'prlimit', { args: [`--nofile=${limit}:20000`, '--pid', String(pid)] });
  t.is(exit.code, 0, stderr);
}

const descriptors = (pid: number): number => readdirSync(`/proc/${pid}/fd`).length;

/** CPU seconds of a process so far. */
function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

async function echoes(socket: Socket, text: string): Promise<void> {
  socket.write(text);
  const echoed = await readExactly(socket, text.length);
  if (echoed.toString() !== text) throw new Error(`${text} came back as ${echoed.toString()}`);
}

withPrlimit.serial(
  'clients hold every descriptor there is: sessions go on, the others wait without cost and are served in turn',
  async (t) => {
    const origin = await startEchoOrigin(t);
    const proxy = await startOneFront(t, origin, { global: ['nbthread 1'] });
    const { pid } = proxy.headrace;
    await proxy.number('headrace_pipes_used');
    const limit = descriptors(pid) + 61;
    await setDescriptors(t, pid, limit);

    const answered = new Set<number>();
    const clients = await Promise.all(
      Array.from({ length: 200 }, async (_, number) => {
        const socket = await connect(t, proxy.front);
        const name = `client ${String(number).padStart(3, '0')}`;
        socket.write(name);
        const answer = readExactly(socket, name.length, 60_000).then((echoed) => {
          t.is(echoed.toString(), name);
          answered.add(number);
          return number;
        });
        return { socket, answer };
      }),
    );
    await proxy.headrace.output(/accept\(\) fails for want of descriptors/);
    await until(() => answered.size >= 25, 'as many as there are descriptors for are served');
    const begun = cpuSeconds(pid);
    await delay(1500);
    const burnt = cpuSeconds(pid) - begun;
    t.true(burnt < 0.3, `${burnt} CPU seconds while clients wait`);
    t.true(answered.size <= 31, `${answered.size} served`);
    const [some] = answered;
    await echoes(clients[some!]!.socket, 'the session goes on');

    // Each that leaves makes room for the next.
    await within(
      Promise.all(
        clients.map(async ({ socket, answer }) => {
          await answer;
          socket.end();
          t.is((await readToEnd(socket)).end, 'fin');
        }),
      ),
      'all are served',
      60_000,
    );
    t.is(answered.size, 200);
    await setDescriptors(t, pid, 20_000);
    await proxy.quiet();
    t.true((await proxy.number('headrace_engine_accept_pauses_total')) > 0);
    t.is(await proxy.number('haproxy_frontend_sessions_total', { proxy: 'web' }), 200);
  },
);

withPrlimit.serial(
  'more clients than the limit of descriptors allows from the start: each that is let in finds its server',
  async (t) => {
    const origin = await startEchoOrigin(t);
    const proxy = await startOneFront(t, origin, { global: ['nbthread 1'] }, { under: ['prlimit', '--nofile=200:200'] });
    const room = await proxy.number('haproxy_process_max_connections');
    t.true(room > 30 && room < 100, `maxconn ${room}`);
    const clients = await Promise.all(Array.from({ length: 150 }, () => connect(t, proxy.front)));
    for (const client of clients) client.write('x');
    const waiting = new Set(clients);
    const served = clients.map((client) => readExactly(client, 1, 60_000).then(() => waiting.delete(client)));
    await until(() => waiting.size === clients.length - room, 'every place is taken');
    // One more descriptor for the metrics is there as well.
    t.is(await proxy.number('haproxy_frontend_current_sessions', { proxy: 'web' }), room);
    for (const client of clients) {
      if (waiting.has(client)) continue;
      await echoes(client, 'still here');
      client.end();
    }
    await Promise.all(clients.map(async (client, index) => served[index]!.then(() => client.end())));
    await proxy.quiet();
    t.is(await proxy.number('headrace_engine_accept_pauses_total'), 0);
    t.is(await proxy.number('haproxy_backend_connection_errors_total', { proxy: 'app' }), 0);
  },
);

withPrlimit.serial('no descriptor is left for a pipe: streams are copied, every byte exact', async (t) => {
  const origin = await startEchoOrigin(t);
  const proxy = await startOneFront(t, origin, {
    global: ['nbthread 1'],
    defaults: ['option splice-request', 'option splice-response'],
  });
  const { pid } = proxy.headrace;
  const clients = await Promise.all(Array.from({ length: 10 }, () => connect(t, proxy.front)));
  await Promise.all(clients.map((client) => echoes(client, 'established')));
  await setDescriptors(t, pid, 3);
  await Promise.all(
    clients.map(async (client, seed) => {
      const echoed = digestToEnd(client, 60_000);
      await writeBytes(client, seed, 3_000_000, 60_000);
      client.end();
      t.like(await echoed, { digest: digestOf(seed, 3_000_000), end: 'fin' });
    }),
  );
  await setDescriptors(t, pid, 20_000);
  await proxy.quiet();
  t.is(await proxy.number('headrace_io_bytes_total', { path: 'spliced' }), 0);
  t.true((await proxy.number('headrace_pipe_borrow_failures_total')) > 0);
  t.is(await proxy.number('headrace_splice_fallbacks_total'), 0);
  // And when there are some again, it splices again.
  const client = await connect(t, proxy.front);
  const echoed = digestToEnd(client);
  await writeBytes(client, 77, 3_000_000);
  client.end();
  t.is((await echoed).digest, digestOf(77, 3_000_000));
  t.true((await proxy.number('headrace_io_bytes_total', { path: 'spliced' })) > 0);
});

withPrlimit.serial(
  'no descriptor is left for a server: the session ends as one that lacked resources, the next ones are served',
  async (t) => {
    const origin = await startEchoOrigin(t);
    const proxy = await startOneFront(t, origin, { global: ['nbthread 1'] });
    const { pid } = proxy.headrace;
    await setDescriptors(t, pid, 3);
    const client = await connect(t, proxy.front);
    const answer = readToEnd(client);
    client.end('waits in the backlog');
    await delay(300);
    await setDescriptors(t, pid, 20_000);
    t.deepEqual(await answer, { data: Buffer.from('waits in the backlog'), end: 'fin' });
    t.is((await exchange(t, proxy.front, 'next')).data.toString(), 'next');
  },
);
