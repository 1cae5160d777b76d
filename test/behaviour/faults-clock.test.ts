/** The wall clock jumps by an hour, both ways: dates in the log follow, nothing else notices. */
import test from 'ava';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestOf } from '../support/bytes.js';
import { startLogReceiver } from '../support/logs.js';
import { repositoryFolder } from '../support/paths.js';
import { runProgram } from '../support/processes.js';
import { connect, digestToEnd, exchange, readExactly, readToEnd, startEchoOrigin, writeBytes } from '../support/tcp.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { startOneFront } from '../stress/one-front.js';

const HOUR_S = 3600;

/** The hour of the day in a line of `option tcplog`. */
function hourOf(line: string): number {
  return Number(/\[\d+\/\w+\/\d+:(\d+):/.exec(line)?.[1]);
}

test('the clock an hour on, then an hour back: sessions, timeouts and checks go on as before', async (t) => {
  const folder = temporaryFolder(t);
  const [library, shift] = [join(folder, 'clock.so'), join(folder, 'shift')];
  const setClock = (seconds: number) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(BigInt(seconds));
    writeFileSync(shift, bytes, { flag: 'r+' });
  };
  writeFileSync(shift, Buffer.alloc(8));
  const source = join(repositoryFolder, 'test', 'stress', 'shifted-clock.cpp');
  const { exit, stderr } = await runProgram(t, process.env.CXX ?? 'c++', {
    args: ['-std=c++20', '-O1', '-shared', '-fPIC', '-o', library, source, '-ldl'],
    withinMs: 60_000,
  });
  t.is(exit.code, 0, stderr);

  const log = await startLogReceiver(t);
  const origin = await startEchoOrigin(t);
  const preload = [process.env.LD_PRELOAD, library].filter(Boolean).join(':');
  const proxy = await startOneFront(
    t,
    origin,
    {
      defaults: ['timeout client 1500', 'timeout server 20s', `log ${log.host}:${log.port} local0`, 'option tcplog'],
      server: 'check inter 100 fall 1',
    },
    { env: { LD_PRELOAD: preload, CLOCK_SHIFT: shift } },
  );
  const up = () => proxy.number('haproxy_backend_active_servers', { proxy: 'app' });
  await exchange(t, proxy.front, 'before');
  const normal = hourOf(await log.line(/ web /));
  const running = await connect(t, proxy.front);
  const exchanges = async (text: string) => {
    running.write(text);
    t.is((await readExactly(running, text.length)).toString(), text);
  };
  await exchanges('first');

  for (const [seconds, hour] of [
    [HOUR_S, (normal + 1) % 24],
    [-HOUR_S, (normal + 23) % 24],
    [0, normal],
  ] as const) {
    setClock(seconds);
    await exchanges(`the session goes on at ${seconds}`);
    const large = await connect(t, proxy.front);
    const echoed = digestToEnd(large);
    await writeBytes(large, 9, 2_000_000);
    large.end();
    t.is((await echoed).digest, digestOf(9, 2_000_000));
    const before = log.lines.length;
    await exchange(t, proxy.front, 'x');
    await log.count(before + 1);
    const shown = hourOf(log.lines.at(-1)!);
    t.true([hour, (hour + 1) % 24].includes(shown), `${shown} o'clock, ${hour} expected: the shift works`);
    await exchanges('and on');
    t.is(await up(), 1);
  }

  // A timeout that runs while the clock jumps takes as long as it says.
  const idle = await connect(t, proxy.front);
  idle.write('x');
  await readExactly(idle, 1);
  const begun = performance.now();
  setClock(HOUR_S);
  t.is((await readToEnd(idle)).end, 'fin');
  const took = performance.now() - begun;
  t.true(took > 1300 && took < 6000, `${took} ms`);
  t.is(
    proxy.headrace.stderr
      .split('\n')
      .filter((line) => /ALERT|WARNING/.test(line))
      .join('\n'),
    '',
  );
});
