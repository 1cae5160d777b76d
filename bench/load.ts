/** The load program (bench/load): built when its sources are newer, started as origin and as client. */
import { execFile } from 'node:child_process';
import { readdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Crew, Member } from './crew.js';
import { compilerProgram, find, missing } from './programs.js';

/** What happens to a connection once its response is complete. */
export type Style = 'kept' | 'server-closes' | 'client-closes' | 'hold';

export interface Load {
  style: Style;
  /** Bytes of each response's body. */
  bytes: number;
  connections: number;
}

export interface Window {
  warmMs: number;
  measureMs: number;
  /** Ends the measurement early, after so many responses. */
  maxUnits?: number;
}

/** What the client prints. */
export interface Measured {
  seconds: number;
  /** Complete responses. */
  units: number;
  bytes: number;
  connections: number;
  /** CPU time of the proxy, all threads. */
  cpuSeconds: number;
  /** CPU time of client and origin. */
  loadCpuSeconds: number;
  failure: string | null;
}

export interface Origin {
  port: number;
  pid: number;
}

export async function buildLoadProgram(sources: string, output: string): Promise<void> {
  const names = (await readdir(sources)).filter((name) => /\.(cpp|h)$/.test(name));
  const newest = Math.max(...(await Promise.all(names.map(async (name) => (await stat(join(sources, name))).mtimeMs))));
  const built = await stat(output).then(
    (found) => found.mtimeMs,
    () => 0,
  );
  if (built > newest) return;
  const compiler = find(compilerProgram);
  if (compiler === undefined) throw new Error(`the load program needs a C++20 compiler, ${missing(compilerProgram.package)}`);
  const units = names.filter((name) => name.endsWith('.cpp')).map((name) => join(sources, name));
  // Another run may be using or building it at this moment.
  const fresh = `${output}.${process.pid}`;
  await promisify(execFile)(compiler, ['-std=c++20', '-O2', '-Wall', '-Wextra', '-pthread', '-o', fresh, ...units]);
  await rename(fresh, output);
}

export interface LoadProgramOptions {
  path: string;
  /** CPUs of client and origin; undefined: any. */
  cpus?: string | undefined;
  /** Bytes of a large body that wake the client; undefined: its own default. */
  wakeBytes?: number | undefined;
}

export class LoadProgram {
  readonly #crew: Crew;
  readonly #options: LoadProgramOptions;

  constructor(crew: Crew, options: LoadProgramOptions) {
    this.#crew = crew;
    this.#options = options;
  }

  /** The words that start a command with many descriptors, on some CPUs, never outliving its starter. */
  guarded(command: readonly string[], cpus?: string): string[] {
    return [this.#options.path, 'exec', ...(cpus === undefined ? [] : ['--cpus', cpus]), '--', ...command];
  }

  async startOrigin(threads: number): Promise<Origin> {
    const member = await this.#start(['origin', '--threads', String(threads)]);
    const { port } = JSON.parse(await member.line()) as { port: number };
    return { port, pid: member.pid };
  }

  /** Loads a proxy for a while. Throws when a connection failed or a response was not what the origin sends. */
  async run(
    load: Load,
    window: Window,
    target: { port: number; threads: number; pids: number[]; origin: Origin },
  ): Promise<Measured> {
    const member = await this.#startClient(load, target, [
      ...['--warm-ms', String(window.warmMs), '--measure-ms', String(window.measureMs)],
      ...['--max-units', String(window.maxUnits ?? 0)],
    ]);
    return result(await member.line(), member);
  }

  /** Opens idle connections, each of which has served one response, and calls `during` while they are held. */
  async hold<T>(
    load: Load,
    target: { port: number; threads: number; pids: number[]; origin: Origin },
    during: () => Promise<T>,
  ): Promise<T> {
    const member = await this.#startClient(load, target, []);
    await result(await member.line(), member, false);
    const answer = await during();
    member.closeInput();
    await result(await member.line(), member);
    return answer;
  }

  /** Milliseconds from exec of a command to the first response through it. */
  async timeStart(port: number, command: readonly string[], cpus?: string): Promise<number> {
    const member = await this.#crew.start(
      this.guarded([this.#options.path, 'start', '--port', String(port), '--', ...command], cpus),
    );
    const { startMs } = JSON.parse(await member.line()) as { startMs: number };
    await member.ended;
    return startMs;
  }

  /** Runs a command to its end. Throws when it ends with anything but 0. */
  async timeRun(command: readonly string[], cpus?: string): Promise<{ cpuMs: number; wallMs: number }> {
    const member = await this.#crew.start(this.guarded([this.#options.path, 'time', '--', ...command], cpus));
    const { status, ...times } = JSON.parse(await member.line()) as { cpuMs: number; wallMs: number; status: number };
    await member.ended;
    if (status !== 0) throw new Error(`it ended with ${status}: ${member.complaints() || 'no complaint'}`);
    return times;
  }

  #startClient(
    load: Load,
    target: { port: number; threads: number; pids: number[]; origin: Origin },
    more: readonly string[],
  ): Promise<Member> {
    const { wakeBytes } = this.#options;
    return this.#start([
      ...['client', '--port', String(target.port), '--pids', target.pids.join(','), '--load-pids', String(target.origin.pid)],
      ...['--threads', String(target.threads), '--style', load.style, '--bytes', String(load.bytes)],
      ...['--connections', String(load.connections), ...more],
      ...(wakeBytes === undefined ? [] : ['--wake-bytes', String(wakeBytes)]),
    ]);
  }

  #start(words: readonly string[]): Promise<Member> {
    return this.#crew.start(this.guarded([this.#options.path, ...words], this.#options.cpus));
  }
}

async function result(line: string, member: Member, last = true): Promise<Measured> {
  const measured = JSON.parse(line) as Measured;
  if (last || measured.failure !== null) {
    member.closeInput();
    await member.ended;
  }
  if (measured.failure !== null) throw new Error(measured.failure);
  return measured;
}
