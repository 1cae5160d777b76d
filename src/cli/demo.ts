/**
 * `headrace demo [--port N] [--metrics-port N]`: three small origins, and Headrace in front of them with examples/haproxy.cfg.
 * Ports that are taken are replaced by free ones; 0 asks for a free one. Ctrl-C (SIGINT) or SIGTERM stops all of it.
 */
import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { OriginPorts } from './demo-origins.js';

const HOST = '127.0.0.1';
const USUAL_PORT = 8080;
const USUAL_METRICS_PORT = 8404;
const NAMES = ['red', 'green', 'blue'] as const;
const START_LIMIT_MS = 15_000;
const STOP_LIMIT_MS = 5_000;
const LOOK_AGAIN_MS = 25;

const root = resolve(import.meta.dirname, '..', '..');
const EXAMPLE = resolve(root, 'examples', 'haproxy.cfg');

/** Runs the demo until it is stopped. Answers with the exit code: 0 after a stop that was asked for. */
export async function runDemo(argv: string[]): Promise<number> {
  const wanted = wantedPorts(argv);
  if (wanted === undefined) {
    process.stderr.write('usage: headrace demo [--port N] [--metrics-port N]\n');
    return 1;
  }
  const stopAsked = new Promise<'stop'>((stop) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop('stop'));
  });
  const port = await freePort(wanted.port);
  const metricsPort = await freePort(wanted.metricsPort);

  const children: ChildProcess[] = [];
  const over = new AbortController();
  try {
    const origins = fork(resolve(import.meta.dirname, 'demo-origins.js'), [...NAMES]);
    children.push(origins);
    const originsEnded = once(origins, 'exit').then(() => 'ended' as const);
    const ports = await Promise.race([
      once(origins, 'message').then(([message]) => message as OriginPorts),
      originsEnded,
      stopAsked,
    ]);
    if (ports === 'stop') return 0;
    if (ports === 'ended') return failed('the origins could not be started');

    const headrace = startHeadrace(port, metricsPort, ports);
    children.push(headrace);
    const headraceEnded = once(headrace, 'exit').then(() => 'ended' as const);
    const ready = await Promise.race([answering(metricsPort, over.signal), headraceEnded, stopAsked]);
    if (ready === 'stop') return 0;
    if (ready !== true) return failed('Headrace could not be started');

    process.stdout.write(welcome(port, metricsPort));
    const outcome = await Promise.race([stopAsked, headraceEnded, originsEnded]);
    return outcome === 'stop' ? 0 : failed('a process of the demo ended by itself');
  } finally {
    over.abort();
    await Promise.all(children.reverse().map(stopped));
  }
}

function wantedPorts(argv: string[]): { port: number; metricsPort: number } | undefined {
  try {
    const { values } = parseArgs({
      args: argv,
      options: {
        port: { type: 'string', default: String(USUAL_PORT) },
        'metrics-port': { type: 'string', default: String(USUAL_METRICS_PORT) },
      },
    });
    const port = Number(values.port);
    const metricsPort = Number(values['metrics-port']);
    const isPort = (number: number) => Number.isInteger(number) && number >= 0 && number <= 65_535;
    return isPort(port) && isPort(metricsPort) ? { port, metricsPort } : undefined;
  } catch {
    return undefined;
  }
}

/** The wanted port when it can be bound now, otherwise one the kernel chooses. */
async function freePort(wanted: number): Promise<number> {
  const server = createServer();
  try {
    server.listen({ host: HOST, port: wanted, exclusive: true });
    await once(server, 'listening');
  } catch {
    return freePort(0);
  }
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function startHeadrace(port: number, metricsPort: number, ports: OriginPorts): ChildProcess {
  const environment: NodeJS.ProcessEnv = { ...process.env, HEADRACE_DEMO_PORT: String(port) };
  for (const name of NAMES) environment[`HEADRACE_DEMO_${name.toUpperCase()}`] = String(ports[name]);
  const main = resolve(import.meta.dirname, 'main.js');
  const args = [main, '-f', EXAMPLE, '-db', '--metrics', `${HOST}:${metricsPort}`];
  return spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'], env: environment });
}

/** Asks for the metrics until they are there: Headrace listens by then. The proxy's own port is left alone, so nothing is logged. */
async function answering(metricsPort: number, over: AbortSignal): Promise<boolean> {
  const deadline = performance.now() + START_LIMIT_MS;
  while (performance.now() < deadline && !over.aborted) {
    const answered = await fetch(`http://${HOST}:${metricsPort}/metrics`).then(
      (response) => response.ok,
      () => false,
    );
    if (answered) return true;
    await delay(LOOK_AGAIN_MS);
  }
  return false;
}

/** Ends a child and waits for it; kills it when it takes too long. */
async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  if (child.connected) child.disconnect();
  child.kill('SIGTERM');
  const kill = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
  await ended;
  clearTimeout(kill);
}

function failed(reason: string): number {
  process.stderr.write(`headrace demo: ${reason}\n`);
  return 1;
}

function welcome(port: number, metricsPort: number): string {
  const web = `http://${HOST}:${port}`;
  const lines: [string, string][] = [
    [`${web}/`, 'another server each time'],
    [`${web}/stream?mb=500`, 'a fast stream, spliced inside the kernel'],
    [`http://${HOST}:${metricsPort}/metrics`, 'what it did, for Prometheus'],
  ];
  const width = Math.max(...lines.map(([url]) => url.length)) + 4;
  const table = lines.map(([url, meaning]) => `  ${url.padEnd(width)}${meaning}`).join('\n');
  return `\nHeadrace runs examples/haproxy.cfg in front of three small servers: ${NAMES.join(', ')}.\n\n${table}\n\nCtrl-C stops it.\n\n`;
}
