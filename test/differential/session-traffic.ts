/**
 * Scripted TCP traffic through one proxy process, and what came of it: what both ends saw and what the log said.
 * The same script runs against Debian's HAProxy and against Headrace; nothing here knows which of them listens.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, isListening, ownHost } from '../support/addresses.js';
import { mainFile } from '../support/paths.js';
import { ask } from '../support/runtime-api.js';
import { until, within } from '../support/waiting.js';

/** How the other end went away: an orderly FIN, or a reset. */
export type Ending = 'fin' | 'reset';

/** One end of a connection in a script. Reads all it gets, unless paused. */
export class Peer {
  bytes = 0;
  readonly ending: Promise<Ending>;
  #wake: (() => void)[] = [];

  constructor(readonly socket: Socket) {
    socket.on('data', (chunk) => {
      this.bytes += chunk.length;
      for (const wake of this.#wake.splice(0)) wake();
    });
    this.ending = new Promise((resolve) => {
      socket.on('end', () => resolve('fin'));
      socket.on('error', () => resolve('reset'));
      socket.on('close', () => resolve('reset'));
    });
  }

  send(data: string | Buffer): void {
    this.socket.write(data);
  }

  /** Half-closes: FIN after what was sent. */
  fin(): void {
    this.socket.end();
  }

  reset(): void {
    this.socket.resetAndDestroy();
  }

  async gets(bytes: number): Promise<void> {
    const enough = async (): Promise<void> => {
      while (this.bytes < bytes) await new Promise<void>((resolve) => this.#wake.push(resolve));
    };
    await within(enough(), `${bytes} bytes`);
  }

  async ends(): Promise<Ending> {
    return within(this.ending, 'the end of a connection');
  }
}

/** An origin that accepts and hands each connection to the script. */
export class Origin {
  readonly #server: Server;
  readonly #ready: Peer[] = [];
  readonly #waiting: ((peer: Peer) => void)[] = [];
  readonly peers: Peer[] = [];

  constructor() {
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      const peer = new Peer(socket);
      this.peers.push(peer);
      const waiting = this.#waiting.shift();
      if (waiting) waiting(peer);
      else this.#ready.push(peer);
    });
  }

  async listen(): Promise<number> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  async accepted(): Promise<Peer> {
    const ready = this.#ready.shift();
    if (ready) return ready;
    return within(new Promise((resolve) => this.#waiting.push(resolve)), 'a connection at the server');
  }

  close(): void {
    for (const peer of this.peers) peer.socket.destroy();
    this.#server.close();
  }
}

/** A port whose listener never accepts and whose backlog is full: a connect to it hangs. */
export class BlackHole {
  #child: ChildProcess | undefined;
  #fillers: Socket[] = [];

  async listen(): Promise<number> {
    const script =
      'const s=require("net").createServer().listen({port:0,host:"127.0.0.1",backlog:1},()=>{' +
      'require("fs").writeSync(1,String(s.address().port)+"\\n");' +
      'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)),0,0,120000);process.exit()})';
    this.#child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await within(once(this.#child.stdout!, 'data'), 'the black hole')) as [Buffer];
    const port = Number(line.toString());
    for (let i = 0; i < 3; i++) {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => undefined);
      this.#fillers.push(socket);
    }
    await within(Promise.all(this.#fillers.slice(0, 2).map((socket) => once(socket, 'connect'))), 'a full backlog');
    return port;
  }

  close(): void {
    for (const socket of this.#fillers) socket.destroy();
    this.#child?.kill('SIGKILL');
  }
}

/** A line of `option tcplog`, taken apart. */
export interface LogLine {
  text: string;
  backend: string;
  server: string;
  queueMs: number;
  connectMs: number;
  totalMs: number;
  bytes: number;
  termination: string;
  counts: string;
  retries: string;
  queues: string;
}

const TCPLOG =
  /\]?: (?<client>\S+) \[[^\]]+\] (?<frontend>\S+) (?<backend>[^/\s]+)\/(?<server>\S+) (?<tw>-?\d+)\/(?<tc>-?\d+)\/(?<tt>\+?\d+) (?<bytes>\+?\d+) (?<ts>\S\S) (?<counts>\d+\/\d+\/\d+\/\d+)\/(?<retries>\+?\d+) (?<queues>\d+\/\d+)/;

export function parseTcpLog(text: string): LogLine | undefined {
  const groups = TCPLOG.exec(text)?.groups;
  if (!groups) return undefined;
  const { backend = '', server = '', tw, tc, tt, bytes, ts = '', counts = '', retries = '', queues = '' } = groups;
  return {
    text,
    backend,
    server,
    queueMs: Number(tw),
    connectMs: Number(tc),
    totalMs: Number(tt),
    bytes: Number(bytes),
    termination: ts,
    counts,
    retries,
    queues,
  };
}

export interface Product {
  name: string;
  /** Command and arguments that run the configuration file in the foreground. */
  command(file: string): [string, ...string[]];
  /** What it writes to stderr when its threads run; until then connections wait in the accept queue. */
  ready?: string;
  env?: Record<string, string>;
}

export const HAPROXY: Product = { name: 'haproxy', command: (file) => ['/usr/sbin/haproxy', '-db', '-f', file] };

export const HEADRACE: Product = {
  name: 'headrace',
  command: (file) => [process.execPath, mainFile, '-f', file],
  ready: 'ready, ',
};

/** A proxy process with its log, for one script. */
export class Stage {
  readonly origin = new Origin();
  readonly lines: LogLine[] = [];
  stderr = '';
  /** The proxy, once `open` has started it. */
  get process(): ChildProcess {
    if (this.#process === undefined) throw new Error('the proxy is not started');
    return this.#process;
  }
  port = 0;
  readonly #log = createSocket('udp4');
  #process: ChildProcess | undefined;
  #folder = '';
  #taken = 0;
  readonly #waiting: (() => void)[] = [];
  readonly #clients: Peer[] = [];
  readonly #holes: BlackHole[] = [];

  /**
   * `configuration` gets the ports it may use and returns the whole file; `$log` in it becomes the log target.
   * Returns when the proxy accepts connections.
   */
  async open(
    product: Product,
    configuration: (ports: { front: number; origin: number; closed: number; hole: number }) => string,
  ): Promise<void> {
    this.#log.on('message', (message) => {
      const line = parseTcpLog(message.toString());
      if (!line) return;
      this.lines.push(line);
      for (const wake of this.#waiting.splice(0)) wake();
    });
    this.#log.bind(0, '127.0.0.1');
    await once(this.#log, 'listening');
    this.#folder = await mkdtemp(join(tmpdir(), 'headrace-session-'));
    this.port = await freePort();
    let hole = 0;
    const probe = configuration({ front: 1, origin: 2, closed: 3, hole: 65431 });
    if (probe.includes(':65431')) {
      const blackHole = new BlackHole();
      this.#holes.push(blackHole);
      hole = await blackHole.listen();
    }
    const file = join(this.#folder, 'proxy.cfg');
    const ports = { front: this.port, origin: await this.origin.listen(), closed: await freePort(), hole };
    const text = configuration(ports)
      .replaceAll('$log', `127.0.0.1:${this.#log.address().port}`)
      .replaceAll('$socket', this.#socket);
    await writeFile(file, text);
    const [program, ...args] = product.command(file);
    this.#process = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, ...product.env } });
    this.process.stderr!.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()));
    await this.#ready(product);
  }

  /** Without connecting to it: a probe would be a session. */
  async #ready(product: Product): Promise<void> {
    await until(async () => {
      if (this.process.exitCode !== null) throw new Error(`${product.name} has ended: ${this.stderr}`);
      const runs = product.ready === undefined || this.stderr.includes(product.ready);
      return runs && (await isListening({ host: ownHost, port: this.port }));
    }, `${product.name} listens`);
  }

  /** A command to the runtime API, where the configuration has `stats socket $socket`. */
  async ask(command: string): Promise<string> {
    return ask(this.#socket, command);
  }

  get #socket(): string {
    return join(this.#folder, 'api.sock');
  }

  async connect(): Promise<Peer> {
    const socket = connect({ port: this.port, host: ownHost, allowHalfOpen: true, noDelay: true });
    const peer = new Peer(socket);
    this.#clients.push(peer);
    await within(once(socket, 'connect'), 'a connection to the proxy');
    return peer;
  }

  /** The next log line. */
  async logged(): Promise<LogLine> {
    const next = async (): Promise<LogLine> => {
      while (this.lines.length <= this.#taken) await new Promise<void>((resolve) => this.#waiting.push(resolve));
      return this.lines[this.#taken++]!;
    };
    return within(next(), 'a log line');
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.socket.destroy();
    this.origin.close();
    for (const hole of this.#holes) hole.close();
    const proxy = this.#process;
    if (proxy?.exitCode === null && proxy.signalCode === null) {
      const gone = once(proxy, 'exit');
      proxy.kill('SIGTERM');
      const kill = setTimeout(() => proxy.kill('SIGKILL'), 3000);
      await gone;
      clearTimeout(kill);
    }
    this.#log.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
