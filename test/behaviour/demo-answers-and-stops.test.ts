import test, { type ExecutionContext } from 'ava';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { mainFile } from '../support/paths.js';
import { runProgram, startProgram, type Program } from '../support/processes.js';
import { until } from '../support/waiting.js';

function startDemo(t: ExecutionContext, ...args: string[]): Promise<Program> {
  return startProgram(t, process.execPath, { args: [mainFile, 'demo', ...args] });
}

async function addresses(demo: Program): Promise<{ web: string; metrics: string }> {
  await demo.output(/Ctrl-C stops it/);
  const web = /(http:\S+\/) /.exec(demo.stdout)?.[1] ?? '';
  const metrics = /(http:\S+\/metrics)/.exec(demo.stdout)?.[1] ?? '';
  return { web, metrics };
}

/** Processes started by `pid`, and by those in turn. */
function descendants(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  return children.flatMap((child) => [child, ...descendants(child)]);
}

async function get(url: string): Promise<Response> {
  return fetch(url, { signal: AbortSignal.timeout(20_000) });
}

test('the demo balances over three servers, streams, shows metrics, and leaves nothing behind', async (t) => {
  const demo = await startDemo(t, '--port', '0', '--metrics-port', '0');
  const { web, metrics } = await addresses(demo);

  const answers = new Set<string>();
  for (let request = 0; request < 8; request += 1) {
    const text = await (await get(web)).text();
    answers.add(/Hello from (\w+)/.exec(text)?.[1] ?? text);
  }
  t.deepEqual([...answers].sort(), ['blue', 'green', 'red']);

  const stream = await get(`${web}stream?mb=20`);
  t.is((await stream.arrayBuffer()).byteLength, 20_000_000);

  t.regex(await (await get(metrics)).text(), /^haproxy_frontend_sessions_total\{[^}]*proxy="web"[^}]*\} 9$/m);

  const children = descendants(demo.pid);
  t.true(children.length >= 2);
  t.deepEqual(await demo.stop('SIGINT'), { code: 0, signal: null });
  t.notRegex(demo.stderr, /ALERT|WARNING|Error/);
  await until(() => children.every((pid) => !existsSync(`/proc/${pid}`)), 'children of the demo gone');
});

test('the demo takes another port when the one it wants is taken', async (t) => {
  const holder = createServer().listen(0, '127.0.0.1');
  t.teardown(() => holder.close());
  await once(holder, 'listening');
  const { port } = holder.address() as AddressInfo;

  const demo = await startDemo(t, '--port', String(port), '--metrics-port', '0');
  const { web } = await addresses(demo);
  t.not(new URL(web).port, String(port));
  t.is((await get(web)).status, 200);
  t.deepEqual(await demo.stop('SIGTERM'), { code: 0, signal: null });
});

test('the demo refuses arguments it does not know', async (t) => {
  const { exit, stderr } = await runProgram(t, process.execPath, { args: [mainFile, 'demo', '--colour'] });
  t.is(exit.code, 1);
  t.is(stderr, 'usage: headrace demo [--port N] [--metrics-port N]\n');
});
