/** What is told when servers go down and come back: standard error and logs, compared with HAProxy's word for word. */
import type { ExecutionContext } from 'ava';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort, ownHost } from '../support/addresses.js';
import { startLogReceiver, type LogReceiver } from '../support/logs.js';
import { needs } from '../support/programs.js';
import { startHaproxy, startHeadrace, type RunningProxy } from '../support/proxies.js';
import { startSilentOrigin, type Origin } from '../support/tcp.js';

const testWithHaproxy = needs('haproxy');

interface Told {
  log: string[];
  stderr: string[];
}

interface Scene {
  proxy: RunningProxy;
  log: LogReceiver;
}

/** Runs the scene through both proxies; each ends with the lines of its log and of standard error. */
async function compare(
  t: ExecutionContext,
  scene: (start: (sections: string) => Promise<Scene>) => Promise<void>,
): Promise<Told> {
  const run = async (start: typeof startHaproxy): Promise<Told> => {
    const scenes: Scene[] = [];
    await scene(async (sections) => {
      const log = await startLogReceiver(t);
      const text = `global
  nbthread 1
defaults
  mode tcp
  timeout connect 2s
  timeout client 10s
  timeout server 10s
  log ${log.host}:${log.port} format priority local0
${sections}`;
      const proxy = await start(t, text);
      const opened: Scene = { proxy, log };
      scenes.push(opened);
      return opened;
    });
    await Promise.all(scenes.map(({ proxy }) => proxy.stop('SIGTERM')));
    return {
      log: bySection(scenes.flatMap(({ log }) => log.lines.map(timeless)).filter(ofServers)),
      stderr: bySection(scenes.flatMap(({ proxy }) => proxy.stderr.split('\n').map(timeless)).filter(ofServers)),
    };
  };
  const expected = await run(startHaproxy);
  t.deepEqual(await run(startHeadrace), expected);
  return expected;
}

function timeless(line: string): string {
  return line.replace(/\(\d+\) :/, '(PID) :').replace(/check duration: \d+ms/, 'check duration: Nms');
}

/**
 * Section by section, in each in the order they came: how the checks of different sections follow each other depends on how long
 * the start took.
 */
function bySection(lines: string[]): string[] {
  const section = (line: string): string => /(?:Server |backend |proxy )'?([\w]+)/.exec(line)?.[1] ?? '';
  return lines.sort((a, b) => (section(a) < section(b) ? -1 : Number(section(a) > section(b))));
}

function ofServers(line: string): boolean {
  return / is (UP|DOWN)|no server available/.test(line);
}

testWithHaproxy('servers without anybody behind them, one kind after the other', async (t) => {
  const told = await compare(t, async (start) => {
    const closed = await freePort();
    const { log } = await start(`listen web
  bind ${ownHost}:${await freePort()}
  server a ${ownHost}:${closed} check inter 100
  server b ${ownHost}:${closed} check inter 100
  server spare ${ownHost}:${closed} check inter 100 backup
backend alone
  server a ${ownHost}:${closed} check inter 100
backend beside
  server a ${ownHost}:${closed} check inter 100
  server unchecked ${ownHost}:${closed}
  server off ${ownHost}:${closed} check inter 100 disabled
backend weightless
  server w0 ${ownHost}:${closed} check inter 100 weight 0
backend sockets
  server s unix@/nonexistent/app.sock check inter 100
`);
    await log.count(10);
  });
  t.true(told.log.length >= 9);
});

testWithHaproxy('a server that comes back, and goes again', async (t) => {
  await compare(t, async (start) => {
    const port = await freePort();
    const { log } = await start(`listen web
  bind ${ownHost}:${await freePort()}
  server a ${ownHost}:${port} check inter 100 rise 2 fall 2
`);
    await log.count(2);
    const origin: Origin = await startSilentOrigin(t, { port });
    await log.count(3);
    await origin.close();
    await log.count(5);
  });
});

testWithHaproxy('a backup that comes back before the others', async (t) => {
  await compare(t, async (start) => {
    const port = await freePort();
    const { log } = await start(`listen web
  bind ${ownHost}:${await freePort()}
  server a ${ownHost}:${await freePort()} check inter 100
  server spare ${ownHost}:${port} check inter 100 rise 1 backup
`);
    await log.count(3);
    await startSilentOrigin(t, { port });
    await log.count(4);
  });
});

testWithHaproxy('a server that stays up is not spoken of', async (t) => {
  const told = await compare(t, async (start) => {
    const origin = await startSilentOrigin(t);
    await start(`listen web
  bind ${ownHost}:${await freePort()}
  server a ${origin.host}:${origin.port} check inter 50
`);
    await delay(300); // There is no event to wait for: nothing may happen.
  });
  t.deepEqual(told, { log: [], stderr: [] });
});
