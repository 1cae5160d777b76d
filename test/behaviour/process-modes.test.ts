/** `-D`, `-W`, `-Ws`, pid files, signals to the master: as HAProxy's, but a crash costs the running sessions and nothing else. */
import type { ExecutionContext } from 'ava';
import { existsSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freeAddress, isListening, written, type Address } from '../support/addresses.js';
import { startProgram } from '../support/processes.js';
import { needs } from '../support/programs.js';
import { runHaproxy, runHeadrace, startHeadrace } from '../support/proxies.js';
import { connect, readExactly, startEchoOrigin } from '../support/tcp.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { until } from '../support/waiting.js';
import test from 'ava';

function configuration(front: Address, origin: Address, global: string[] = []): string {
  return [
    'global',
    ' nbthread 1',
    ...global.map((line) => ` ${line}`),
    'defaults',
    ' timeout connect 5s',
    ' timeout client 30s',
    ' timeout server 30s',
    'listen l',
    ` bind ${written(front)}`,
    ` server s ${written(origin)}`,
    '',
  ].join('\n');
}

async function echoes(t: ExecutionContext, front: Address, text = 'hello'): Promise<void> {
  const socket = await connect(t, front);
  socket.write(text);
  t.is((await readExactly(socket, text.length)).toString(), text);
  socket.destroy();
}

/** The only child of a process. */
function childOf(pid: number): number | undefined {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').trim();
  return text === '' || text.includes(' ') ? undefined : Number(text);
}

const runs = (pid: number): boolean => existsSync(`/proc/${pid}/exe`);

function endLater(t: ExecutionContext, pid: number): void {
  t.teardown(() => {
    if (runs(pid)) process.kill(pid, 'SIGKILL');
  });
}

async function startMaster(t: ExecutionContext, text: string, args: string[], env: NodeJS.ProcessEnv = {}) {
  const master = await startHeadrace(t, text, { args, env });
  await master.output(/Loading success/);
  const program = await until(() => childOf(master.pid), 'the program');
  endLater(t, program);
  return { master, program };
}

const ended = (pid: number) => until(() => !runs(pid), `end of ${pid}`);

test('-D: the caller gets 0 once the daemon serves, and the daemon has let go of it', async (t) => {
  const folder = temporaryFolder(t);
  const [front, origin] = [await freeAddress(), await startEchoOrigin(t)];
  const file = join(folder, 'test.cfg');
  const pidfile = join(folder, 'pid');
  writeFileSync(file, configuration(front, origin));
  const { exit } = await runHeadrace(t, ['-D', '-f', file, '-p', pidfile]);
  t.is(exit.code, 0);
  const pid = Number(readFileSync(pidfile, 'latin1'));
  endLater(t, pid);
  t.true(await isListening(front));
  await echoes(t, front);
  for (const descriptor of [0, 1, 2]) t.is(readlinkSync(`/proc/${pid}/fd/${descriptor}`), '/dev/null');
  // A session of its own: the terminal's end does not reach it.
  t.is(readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]!.split(' ')[3], String(pid));
  process.kill(pid, 'SIGTERM');
  await ended(pid);
});

test("'daemon' and 'pidfile' in the configuration do the same, and -db takes it back", async (t) => {
  const folder = temporaryFolder(t);
  const [front, origin] = [await freeAddress(), await startEchoOrigin(t)];
  const file = join(folder, 'test.cfg');
  const pidfile = join(folder, 'pid');
  const text = configuration(front, origin, ['daemon', `pidfile ${pidfile}`]);
  writeFileSync(file, text);
  t.is((await runHeadrace(t, ['-f', file])).exit.code, 0);
  const pid = Number(readFileSync(pidfile, 'latin1'));
  endLater(t, pid);
  await echoes(t, front);
  process.kill(pid, 'SIGTERM');
  await ended(pid);

  const stays = await startHeadrace(t, text, { args: ['-db'] });
  await stays.output(/ready/);
  await echoes(t, front);
  t.deepEqual(await stays.stop(), { code: null, signal: 'SIGTERM' });
});

test('-D: what is wrong is said before the caller gets 1', async (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, 'test.cfg');
  writeFileSync(file, 'global\n nonsense\n');
  const refused = await runHeadrace(t, ['-D', '-f', file]);
  t.is(refused.exit.code, 1);
  t.regex(refused.stderr, /unknown-keyword.*'nonsense'/);

  writeFileSync(file, configuration(await freeAddress(), await freeAddress()));
  const unwritable = await runHeadrace(t, ['-D', '-f', file, '-p', join(folder, 'none', 'pid')]);
  t.is(unwritable.exit.code, 1);
  t.regex(unwritable.stderr, /Cannot create pidfile .*none\/pid/);
});

test('-W: a crash of the program costs its sessions; whoever comes meanwhile is served by the next one', async (t) => {
  const [front, origin] = [await freeAddress(), await startEchoOrigin(t)];
  const { master, program } = await startMaster(t, configuration(front, origin), ['-W']);
  await echoes(t, front);
  // Nobody can come between the two lines: the socket is the master's, too.
  process.kill(program, 'SIGSEGV');
  await ended(program);
  const waiting = await connect(t, front);
  waiting.write('waited');
  t.is((await readExactly(waiting, 6)).toString(), 'waited');
  waiting.destroy();
  await master.output(/Current worker \(\d+\) exited with code 139 \(Segmentation fault\)/);
  const next = await until(() => childOf(master.pid), 'the next program');
  endLater(t, next);
  t.not(next, program);

  t.deepEqual(await master.stop('SIGTERM'), { code: 0, signal: null });
  t.regex(master.stderr, /Exiting Master process\.\.\.\n[^]*All workers exited\. Exiting\.\.\. \(0\)/);
  t.false(runs(next));
  t.false(await isListening(front));
});

test('-W: SIGHUP and SIGUSR2 reload in the running program; a bad file changes nothing', async (t) => {
  const [front, second, origin] = [await freeAddress(), await freeAddress(), await startEchoOrigin(t)];
  const { master, program } = await startMaster(t, configuration(front, origin), ['-W']);
  const session = await connect(t, front);
  session.write('a');
  await readExactly(session, 1);

  master.rewrite(configuration(second, origin));
  master.signal('SIGHUP');
  await master.output(/\(\d+\) : reloaded\./);
  await echoes(t, second);
  await until(async () => !(await isListening(front)), 'the old address is closed, by the master too');
  t.is(childOf(master.pid), program);

  master.rewrite('nonsense\n');
  master.signal('SIGUSR2');
  await master.output(/Loading failure!/);
  await echoes(t, second);
  session.write('b');
  t.is((await readExactly(session, 1)).toString(), 'b');
  session.destroy();
  await master.stop();
});

test('-W: SIGUSR1 ends it with the last session', async (t) => {
  const [front, origin] = [await freeAddress(), await startEchoOrigin(t)];
  const { master } = await startMaster(t, configuration(front, origin), ['-W']);
  const session = await connect(t, front);
  session.write('a');
  await readExactly(session, 1);
  master.signal('SIGUSR1');
  await master.output(/Proxy l stopped/);
  session.write('b');
  t.is((await readExactly(session, 1)).toString(), 'b');
  t.is(master.exit, undefined);
  session.destroy();
  t.deepEqual(await master.ended(), { code: 0, signal: null });
});

test('-W with -D: the caller gets 0, the pid file has the master, which goes on after a crash', async (t) => {
  const folder = temporaryFolder(t);
  const [front, origin] = [await freeAddress(), await startEchoOrigin(t)];
  const file = join(folder, 'test.cfg');
  const pidfile = join(folder, 'pid');
  writeFileSync(file, configuration(front, origin, ['master-worker']));
  t.is((await runHeadrace(t, ['-D', '-f', file, '-p', pidfile])).exit.code, 0);
  const master = Number(readFileSync(pidfile, 'latin1'));
  endLater(t, master);
  const program = await until(() => childOf(master), 'the program');
  process.kill(program, 'SIGKILL');
  await ended(program);
  await echoes(t, front);
  process.kill(master, 'SIGTERM');
  await ended(master);
});

const testWithHaproxy = needs('haproxy');

testWithHaproxy('exit codes of both masters: nothing valid to start, the program told to end', async (t) => {
  const folder = temporaryFolder(t);
  const bad = join(folder, 'bad.cfg');
  writeFileSync(bad, 'nonsense\n');
  const [ours, theirs] = [await runHeadrace(t, ['-W', '-f', bad]), await runHaproxy(t, ['-W', '-f', bad])];
  t.is(ours.exit.code, 1);
  t.is(theirs.exit.code, 1);

  const [front, origin] = [await freeAddress(), await startEchoOrigin(t)];
  const { master, program } = await startMaster(t, configuration(front, origin), ['-W']);
  process.kill(program, 'SIGTERM');
  t.deepEqual(await master.ended(), { code: 0, signal: null });
});

/** Prints what is sent to a unix datagram socket, as Node cannot. */
const LISTENER = `
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
print('bound', flush=True)
while True:
    print('told ' + s.recv(4096).decode().replace('\\n', ' '), flush=True)
`;

needs('python3')('-Ws tells systemd when it serves, reloads and stops', async (t) => {
  const folder = temporaryFolder(t);
  const socket = join(folder, 'notify');
  const listener = await startProgram(t, 'python3', { args: ['-c', LISTENER, socket] });
  await listener.output(/bound/);
  const [front, origin] = [await freeAddress(), await startEchoOrigin(t)];
  const { master } = await startMaster(t, configuration(front, origin), ['-Ws', '-D'], { NOTIFY_SOCKET: socket });
  await listener.output(new RegExp(`told READY=1 MAINPID=${master.pid}\\n`));
  master.signal('SIGUSR2');
  await listener.output(/told RELOADING=1 MONOTONIC_USEC=\d+\ntold READY=1/);
  t.deepEqual(await master.stop('SIGTERM'), { code: 0, signal: null });
  await listener.output(/told STOPPING=1/);
});
