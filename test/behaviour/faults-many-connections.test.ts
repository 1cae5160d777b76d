/** Crowds: thousands at once, thousands idle, a stopped process, a full queue, few source ports, servers that come and go. */
import test, { type ExecutionContext } from 'ava';
import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { ownHost, type Address } from '../support/addresses.js';
import { startLogReceiver } from '../support/logs.js';
import { runProgram } from '../support/processes.js';
import { needs } from '../support/programs.js';
import { startHeadrace } from '../support/proxies.js';
import { connect, exchange, readExactly, readToEnd, startEchoOrigin, startNamedOrigin, startOrigin } from '../support/tcp.js';
import { until, within } from '../support/waiting.js';
import { oneFront, startOneFront } from '../stress/one-front.js';

/** A connection of many: no teardown of its own, whoever opens it closes it. */
async function dial(front: Address): Promise<Socket> {
  const socket = createConnection({ ...front, allowHalfOpen: true, noDelay: true });
  await once(socket, 'connect');
  return socket;
}

/** One answer of the origin to one line. */
async function visit(front: Address, text: string): Promise<string> {
  const socket = await dial(front);
  const answer = readToEnd(socket, 60_000);
  socket.end(text);
  const { data, end } = await answer;
  return `${data.toString()} ${end}`;
}

function resident(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]) * 1024;
}

test.serial('three thousand connections at once are all served', async (t) => {
  const count = 3000;
  const origin = await startEchoOrigin(t);
  const proxy = await startOneFront(t, origin, { global: ['nbthread 2', 'maxconn 4000'], frontend: ['backlog 4096'] });
  const sockets = await Promise.all(Array.from({ length: count }, () => dial(proxy.front)));
  await until(
    async () => (await proxy.number('haproxy_frontend_current_sessions', { proxy: 'web' })) === count,
    'all are open at once',
  );
  const answers = await Promise.all(
    sockets.map(async (socket, number) => {
      const answer = readToEnd(socket, 60_000);
      socket.end(`client ${number}`);
      return answer;
    }),
  );
  answers.forEach(({ data, end }, number) => t.is(`${data.toString()} ${end}`, `client ${number} fin`));
  await proxy.quiet();
});

test.serial('idle connections, as many as the limit of descriptors lets be: little memory, no work, all alive', async (t) => {
  // Client and origin are in this process: two descriptors each. The proxy needs two as well.
  const soft = Number(/^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'latin1'))?.[1]);
  const count = Math.min(9500, Math.floor((soft - 500) / 2));
  const origin = await startEchoOrigin(t);
  const proxy = await startOneFront(t, origin, { global: ['nbthread 1', `maxconn ${count + 10}`], frontend: ['backlog 4096'] });
  const sockets: Socket[] = [];
  t.teardown(() => sockets.forEach((socket) => socket.destroy()));
  const some = Math.floor(count / 10);
  const open = async (total: number) => {
    while (sockets.length < total) {
      const batch = Array.from({ length: Math.min(400, total - sockets.length) }, async () => {
        const socket = await dial(proxy.front);
        socket.write('x');
        await readExactly(socket, 1);
        return socket;
      });
      sockets.push(...(await within(Promise.all(batch), 'a batch of connections', 60_000)));
    }
  };
  await open(some);
  const before = resident(proxy.headrace.pid);
  await open(count);
  const each = (resident(proxy.headrace.pid) - before) / (count - some);
  t.true(each < 6000, `${each} bytes for each of ${count}`);
  const ticks = () => proxy.number('haproxy_process_uptime_seconds').then(() => cpuSeconds(proxy.headrace.pid));
  const begun = await ticks();
  await delay(1000);
  t.true((await ticks()) - begun < 0.5, 'idle connections cost no processor');
  for (const number of [0, 1, Math.floor(count / 2), count - 1]) {
    const socket = sockets[number]!;
    socket.write('alive');
    t.is((await readExactly(socket, 5)).toString(), 'alive');
  }
  t.log(`${count} idle connections, ${Math.round(each)} bytes each`);
});

/** CPU seconds of a process so far. */
function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

test.serial('stopped for two seconds while six hundred clients connect: all are served', async (t) => {
  const origin = await startEchoOrigin(t);
  const proxy = await startOneFront(t, origin, { frontend: ['backlog 1024'] });
  proxy.headrace.signal('SIGSTOP');
  const visits = Array.from({ length: 600 }, (_, number) => visit(proxy.front, `client ${number}`));
  await delay(2000);
  proxy.headrace.signal('SIGCONT');
  (await Promise.all(visits)).forEach((answer, number) => t.is(answer, `client ${number} fin`));
});

test.serial('one place and a bounded queue: two are served, the others leave with sQ in the log', async (t) => {
  const log = await startLogReceiver(t);
  const sessions: Socket[] = [];
  const origin = await startOrigin(t, (socket) => {
    sessions.push(socket);
    socket.once('data', () => socket.write('served'));
    socket.on('end', () => socket.end());
  });
  const proxy = await startOneFront(t, origin, {
    global: ['nbthread 1'],
    defaults: ['timeout queue 1500', `log ${log.host}:${log.port} local0`, 'option tcplog'],
    server: 'maxconn 1',
  });
  const first = await connect(t, proxy.front);
  first.write('1');
  t.is((await readExactly(first, 6)).toString(), 'served');
  const others = [];
  for (let number = 2; number <= 5; number += 1) {
    const socket = await connect(t, proxy.front);
    socket.write(String(number));
    others.push(socket);
    await until(
      async () =>
        (await proxy.number('haproxy_server_current_queue', { proxy: 'app', server: 's1' }).catch(() => 0)) +
          (await proxy.number('haproxy_backend_current_queue', { proxy: 'app' })) >=
        number - 1,
      `${number - 1} wait`,
    );
  }
  first.end();
  const [second, ...rest] = others;
  t.is((await readExactly(second!, 6)).toString(), 'served');
  for (const socket of rest) t.deepEqual(await readToEnd(socket), { data: Buffer.alloc(0), end: 'fin' });
  second!.end();
  const lines = await log.count(5);
  t.is(lines.filter((line) => line.includes(' sQ ')).length, 3, lines.join('\n'));
  t.is(lines.filter((line) => line.includes(' -- ')).length, 2, lines.join('\n'));
  t.is(sessions.length, 2);
});

test.serial('a reset in the queue frees its place at once', async (t) => {
  const origin = await startEchoOrigin(t);
  const proxy = await startOneFront(t, origin, { global: ['nbthread 1'], server: 'maxconn 1' });
  const queued = async () =>
    (await proxy.number('haproxy_backend_current_queue', { proxy: 'app' })) +
    (await proxy.number('haproxy_server_current_queue', { proxy: 'app', server: 's1' }));
  const holder = await connect(t, proxy.front);
  holder.write('x');
  await readExactly(holder, 1);
  const leaver = await connect(t, proxy.front);
  leaver.write('never answered');
  await until(async () => (await queued()) === 1, 'one waits');
  leaver.resetAndDestroy();
  await until(async () => (await queued()) === 0, 'nobody waits any more, though the server is as busy as before');
  t.is(await proxy.number('haproxy_frontend_current_sessions', { proxy: 'web' }), 1);
  const next = exchange(t, proxy.front, 'next');
  holder.end();
  t.is((await next).data.toString(), 'next');
  t.is(origin.accepted, 2, 'the one that left never reached the server');
});

test.serial('a server that comes and goes under health checks: an answer of a server or none, never a wrong one', async (t) => {
  const log = await startLogReceiver(t);
  let flapping = await startNamedOrigin(t, 'flapping');
  const { port } = flapping;
  const steady = await startNamedOrigin(t, 'steady');
  const proxy = await startOneFront(t, steady, {
    global: ['nbthread 2'],
    defaults: [`log ${log.host}:${log.port} format raw local0 notice`, 'option redispatch', 'retries 2'],
    backend: [`server s0 ${ownHost}:${port} check inter 50 rise 1 fall 1`],
  });
  let going = true;
  const seen = new Map<string, number>();
  const visitors = Promise.all(
    Array.from({ length: 3 }, async () => {
      while (going) {
        const answer = await visit(proxy.front, 'x').catch((error: unknown) => String(error));
        seen.set(answer, (seen.get(answer) ?? 0) + 1);
      }
    }),
  );
  for (let round = 1; round <= 5; round += 1) {
    const changes = (pattern: RegExp) => log.lines.filter((line) => pattern.test(line)).length;
    await flapping.close();
    await until(() => changes(/app\/s0 is DOWN/) >= round, `down ${round}`);
    flapping = await startNamedOrigin(t, 'flapping', { port });
    await until(() => changes(/app\/s0 is UP/) >= round, `up ${round}`);
    const visits = seen.get('flapping fin') ?? 0;
    await until(() => (seen.get('flapping fin') ?? 0) > visits, 'it is visited again');
  }
  going = false;
  await visitors;
  const cut = /^ (fin|ECONNRESET)$/; // the flapping server died in the middle of it
  const wrong = [...seen.keys()].filter((answer) => !['flapping fin', 'steady fin'].includes(answer) && !cut.test(answer));
  t.deepEqual(wrong, []);
  t.true((seen.get('steady fin') ?? 0) >= 5 && (seen.get('flapping fin') ?? 0) >= 5, JSON.stringify([...seen]));
});

const inNamespace = needs('namespaces', 'python3');

/** Twenty ports for connections to the server: sixty clients, then one more when the others have gone. */
const PORTS_SCRIPT = `
import os, socket, sys, threading, time
open('/proc/sys/net/ipv4/ip_local_port_range', 'w').write('40000 40019')
origin = socket.socket(); origin.setsockopt(1, 2, 1); origin.bind(('127.0.0.3', 9000)); origin.listen(200)
def serve(one):
    try:
        data = one.recv(100)
        if data: one.sendall(data)
        one.recv(100); one.setsockopt(1, 13, b'\\1\\0\\0\\0\\0\\0\\0\\0')
    except OSError: pass
    one.close()
def accept():
    while True: threading.Thread(target=serve, args=(origin.accept()[0],), daemon=True).start()
threading.Thread(target=accept, daemon=True).start()
def dial(number):
    s = socket.socket(); s.setsockopt(1, 2, 1); s.bind(('127.0.0.4', 20000 + number)); s.settimeout(15); s.connect(('127.0.0.2', 8000)); s.sendall(b'hello'); return s
def answer(s):
    try: return s.recv(5) == b'hello'
    except OSError: return False
clients = [dial(number) for number in range(60)]
served = [answer(s) for s in clients]
print('served', sum(served), flush=True)
for s in clients: s.setsockopt(1, 13, b'\\1\\0\\0\\0\\0\\0\\0\\0'); s.close()
end = time.time() + 15
while time.time() < end:
    s = dial(100); good = answer(s); s.close()
    if good: print('recovers', flush=True); break
    time.sleep(0.1)
`;

inNamespace.serial(
  'twenty source ports and sixty clients: twenty are served, and others again when those have gone',
  async (t) => {
    const origin = { host: '127.0.0.3', port: 9000 };
    const lines = ['retries 0', 'timeout connect 2s'];
    const namespace = ['unshare', '--net', '--', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh'];
    const proxy = await startInNamespace(t, origin, lines, namespace);
    const { stdout, stderr } = await runProgram(t, 'nsenter', {
      args: ['-t', String(proxy.pid), '-n', 'python3', '-c', PORTS_SCRIPT],
      withinMs: 60_000,
    });
    t.regex(stdout, /^served 20$/m, stderr);
    t.regex(stdout, /^recovers$/m, stderr);
  },
);

async function startInNamespace(t: ExecutionContext, origin: Address, lines: string[], under: string[]) {
  const configuration = oneFront({ host: '127.0.0.2', port: 8000 }, origin, { defaults: lines });
  const headrace = await startHeadrace(t, configuration, { under, ready: false });
  await headrace.output(/ : ready, /);
  return headrace;
}
