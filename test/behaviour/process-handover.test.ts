/** `-x`, `-sf`, socket activation, privileges: what a process gets from others and what it gives up. */
import test, { type ExecutionContext } from 'ava';
import { chmodSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { freeAddress, isListening, written, type Address } from '../support/addresses.js';
import { startProgram } from '../support/processes.js';
import { needs } from '../support/programs.js';
import { startHaproxy, startHeadrace, type RunningProxy } from '../support/proxies.js';
import { connect, readExactly, startEchoOrigin } from '../support/tcp.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { until } from '../support/waiting.js';

function configuration(front: Address | string, origin: Address, global: string[] = []): string {
  return [
    'global',
    ...global.map((line) => ` ${line}`),
    'defaults',
    ' timeout connect 5s',
    ' timeout client 30s',
    ' timeout server 30s',
    'listen l',
    ` bind ${typeof front === 'string' ? front : written(front)}`,
    ` server s ${written(origin)}`,
    '',
  ].join('\n');
}

async function echoes(t: ExecutionContext, front: Address): Promise<void> {
  const socket = await connect(t, front);
  socket.write('hello');
  t.is((await readExactly(socket, 5)).toString(), 'hello');
  socket.destroy();
}

/** Connects one client after the other until told to stop; each must be answered. */
function keepConnecting(t: ExecutionContext, front: Address) {
  const stopped = new AbortController();
  let answered = 0;
  const failures: string[] = [];
  const done = (async () => {
    while (!stopped.signal.aborted) {
      try {
        await echoes(t, front);
        answered += 1;
      } catch (error) {
        failures.push(String(error));
      }
    }
  })();
  return {
    get answered() {
      return answered;
    },
    async stop() {
      stopped.abort();
      await done;
      return failures;
    },
  };
}

const expose = (path: string): string => `stats socket ${path} level admin expose-fd listeners`;

async function replace(
  t: ExecutionContext,
  old: (text: string) => Promise<RunningProxy>,
  next: (text: string, args: string[]) => Promise<RunningProxy>,
): Promise<void> {
  const folder = temporaryFolder(t);
  const [front, origin] = [await freeAddress(), await startEchoOrigin(t)];
  const socket = join(folder, 'stats.sock');
  const text = configuration(front, origin, [expose(socket)]);
  const first = await old(text);
  const session = await connect(t, front);
  session.write('a');
  await readExactly(session, 1);
  const clients = keepConnecting(t, front);
  await until(() => clients.answered > 20, 'clients are served');
  const second = await next(text, ['-x', socket, '-sf', String(first.pid)]);
  await first.output(/Proxy l stopped/);
  const before = clients.answered;
  await until(() => clients.answered > before + 20, 'clients are served by the next one');
  t.deepEqual(await clients.stop(), []);
  // The old one serves its last session.
  session.write('b');
  t.is((await readExactly(session, 1)).toString(), 'b');
  t.is(first.exit, undefined);
  session.destroy();
  t.is((await first.ended()).code, 0);
  await second.stop();
}

test('-x and -sf: another Headrace takes over, and no client is refused', async (t) => {
  await replace(
    t,
    (text) => startHeadrace(t, text),
    async (text, args) => {
      const next = await startHeadrace(t, text, { args });
      await next.output(/ready/);
      return next;
    },
  );
});

const testWithHaproxy = needs('haproxy');

testWithHaproxy('-x: Headrace takes over from HAProxy', async (t) => {
  await replace(
    t,
    (text) => startHaproxy(t, text),
    async (text, args) => {
      const next = await startHeadrace(t, text, { args });
      await next.output(/ready/);
      return next;
    },
  );
});

testWithHaproxy('-x: HAProxy takes over from Headrace', async (t) => {
  await replace(
    t,
    async (text) => {
      const first = await startHeadrace(t, text);
      await first.output(/ready/);
      return first;
    },
    (text, args) => startHaproxy(t, text, { args }),
  );
});

test('-x from a socket where nobody answers: a warning, and sockets of its own', async (t) => {
  const [front, origin] = [await freeAddress(), await startEchoOrigin(t)];
  const headrace = await startHeadrace(t, configuration(front, origin), { args: ['-x', '/nonexistent.sock'] });
  await headrace.output(/\[WARNING\].*no listening sockets from '\/nonexistent\.sock'/);
  await echoes(t, front);
  await headrace.stop();
});

test('-sf without -x: the same address is bound beside the old process, which leaves then', async (t) => {
  const [front, origin] = [await freeAddress(), await startEchoOrigin(t)];
  const old = await startHeadrace(t, configuration(front, origin));
  await old.output(/ready/);
  const next = await startHeadrace(t, configuration(front, origin), { args: ['-sf', String(old.pid)] });
  t.is((await old.ended()).code, 0);
  await echoes(t, front);
  await next.stop();
});

test('noreuseport: the old process makes room and leaves', async (t) => {
  const [front, origin] = [await freeAddress(), await startEchoOrigin(t)];
  const text = configuration(front, origin, ['noreuseport']);
  const old = await startHeadrace(t, text);
  await old.output(/ready/);
  const next = await startHeadrace(t, text, { args: ['-sf', String(old.pid)] });
  await old.output(/Paused /);
  t.is((await old.ended()).code, 0);
  await echoes(t, front);
  await next.stop();
});

test('the old process goes on when the new one cannot start', async (t) => {
  const [front, elsewhere, origin] = [await freeAddress(), await freeAddress(), await startEchoOrigin(t)];
  const other = createServer().listen(elsewhere.port, elsewhere.host);
  t.teardown(() => void other.close());
  await once(other, 'listening');
  const old = await startHeadrace(t, configuration(front, origin, ['noreuseport']));
  await old.output(/ready/);
  const next = await startHeadrace(t, `${configuration(front, origin, ['noreuseport'])}  bind ${written(elsewhere)}\n`, {
    args: ['-sf', String(old.pid)],
    ready: false,
  });
  await old.output(/Paused /);
  await old.output(/Resumed /);
  t.is((await next.ended()).code, 1);
  t.regex(next.stderr, /Address already in use/);
  await until(() => isListening(front), 'the old process listens again');
  await echoes(t, front);
  await old.stop();
});

test('-st ends the old process at once', async (t) => {
  const [front, second, origin] = [await freeAddress(), await freeAddress(), await startEchoOrigin(t)];
  const old = await startHeadrace(t, configuration(front, origin));
  const next = await startHeadrace(t, configuration(second, origin), { args: ['-st', String(old.pid)] });
  t.deepEqual(await old.ended(), { code: null, signal: 'SIGTERM' });
  await echoes(t, second);
  await next.stop();
});

test('socket activation: a listening socket that is there already is served by fd@3', async (t) => {
  const origin = await startEchoOrigin(t);
  const front = await freeAddress();
  const server = createServer();
  server.listen({ ...front });
  await once(server, 'listening');
  const { fd } = (server as unknown as { _handle: { fd: number } })._handle;
  const headrace = await startHeadrace(t, configuration('fd@3', origin), {
    descriptors: [fd],
    env: { LISTEN_FDS: '1', LISTEN_FDNAMES: 'front' },
    ready: false,
  });
  await headrace.output(/ready/);
  server.close();
  await echoes(t, front);
  await headrace.stop();
});

const testAsRoot = needs('root');

/** `Name:\tvalue` of each thread of a process, distinct ones. */
function ofThreads(pid: number, name: string): string[] {
  const values = readdirSync(`/proc/${pid}/task`).map((task) => {
    const status = readFileSync(`/proc/${pid}/task/${task}/status`, 'latin1');
    return new RegExp(`^${name}:\\t(.*)$`, 'm').exec(status)?.[1] ?? '';
  });
  return [...new Set(values)].sort();
}

testAsRoot('user and group: all threads run as them, the main thread keeps one capability, low ports can be bound', async (t) => {
  const origin = await startEchoOrigin(t);
  const front = await freeAddress();
  const headrace = await startHeadrace(t, configuration(front, origin, ['user nobody', 'gid 65534', 'nbthread 2']));
  await headrace.output(/ready/);
  await echoes(t, front);
  const { pid } = headrace;
  const uid = /^nobody:[^:]*:(\d+)/m.exec(readFileSync('/etc/passwd', 'latin1'))?.[1];
  t.deepEqual(ofThreads(pid, 'Uid'), [[uid, uid, uid, uid].join('\t')]);
  t.deepEqual(ofThreads(pid, 'Gid'), ['65534\t65534\t65534\t65534']);
  t.deepEqual(
    ofThreads(pid, 'Groups').map((text) => text.trim()),
    [''],
  );
  // CAP_NET_BIND_SERVICE is bit 10; the other threads have none.
  t.deepEqual(ofThreads(pid, 'CapEff'), ['0000000000000000', '0000000000000400']);
  t.regex(readFileSync(`/proc/${pid}/status`, 'latin1'), /^CapEff:\t0000000000000400$/m);

  // A reload reads the file as that user, and binds a port that needs the capability.
  const low = { host: front.host, port: 900 + (process.pid % 100) };
  chmodSync(headrace.folder, 0o755);
  headrace.rewrite(configuration(low, origin, ['user nobody', 'gid 65534', 'nbthread 2']));
  headrace.signal('SIGHUP');
  await headrace.output(/\) : reloaded/);
  await echoes(t, low);
  await headrace.stop();
});

testAsRoot('chroot: traffic goes on, a worker that dies is replaced, a reload says why it cannot be', async (t) => {
  const origin = await startEchoOrigin(t);
  const front = await freeAddress();
  const jail = temporaryFolder(t);
  const headrace = await startHeadrace(t, configuration(front, origin, [`chroot ${jail}`, 'nbthread 1']), {
    env: { HEADRACE_DEBUG: 'crash-worker' },
  });
  await headrace.output(/ready/);
  t.is(await rootOf(t, headrace.pid), jail);
  await echoes(t, front);
  headrace.signal('SIGHUP');
  await headrace.output(/reload failed: after chroot the files are out of reach; with -W/);
  headrace.signal('SIGUSR2');
  await headrace.output(/worker 0 died and is restarted/);
  await echoes(t, front);
  // There was one in reserve: without any worker the process ends, and whoever looks after it starts it again.
  headrace.signal('SIGUSR2');
  t.is((await headrace.ended()).code, 1);
});

async function rootOf(t: ExecutionContext, pid: number): Promise<string> {
  const program = await startProgram(t, 'readlink', { args: [`/proc/${pid}/root`] });
  await program.ended();
  return program.stdout.trim();
}

testAsRoot('chroot under -W: a reload starts the program anew on the same sockets', async (t) => {
  const origin = await startEchoOrigin(t);
  const front = await freeAddress();
  const text = configuration(front, origin, [`chroot ${temporaryFolder(t)}`, 'user nobody', 'nbthread 1']);
  const master = await startHeadrace(t, text, { args: ['-W'] });
  await master.output(/Loading success/);
  const session = await connect(t, front);
  session.write('a');
  await readExactly(session, 1);
  const clients = keepConnecting(t, front);
  await until(() => clients.answered > 20, 'clients are served');
  master.signal('SIGUSR2');
  await master.output(/Loading success[^]*Loading success/);
  await master.output(/Proxy l stopped/);
  const before = clients.answered;
  await until(() => clients.answered > before + 20, 'clients are served by the next one');
  t.deepEqual(await clients.stop(), []);
  session.write('b');
  t.is((await readExactly(session, 1)).toString(), 'b');
  session.destroy();
  await master.output(/Former worker \(\d+\) exited with code 0/);
  t.deepEqual(await master.stop('SIGUSR1'), { code: 0, signal: null });
});

testAsRoot('a jail that is not there keeps the process from starting', async (t) => {
  const text = configuration(await freeAddress(), await freeAddress(), ['chroot /nonexistent']);
  const headrace = await startHeadrace(t, text, { ready: false });
  t.is((await headrace.ended()).code, 1);
  t.regex(headrace.stderr, /Cannot chroot\(\/nonexistent\)/);
});
