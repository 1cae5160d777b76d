/** Starts Headrace, or Debian's haproxy, with a configuration given as text. */
import type { ExecutionContext } from 'ava';
import { writeFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isListening, isListeningUnix } from './addresses.js';
import { mainFile } from './paths.js';
import { plainEnvironment, runProgram, startProgram, type Exit, type Program, type ProgramOptions } from './processes.js';
import { temporaryFolder } from './temporary-folder.js';
import { atMost, PATIENCE_MS, until } from './waiting.js';

const inTurn = atMost(2);

export interface ProxyOptions extends ProgramOptions {
  /** Milliseconds until all `bind` lines must be bound. */
  withinMs?: number;
  /** false: do not wait for the `bind` lines. */
  ready?: boolean;
  /** Words before Headrace's command line: `['prlimit', '--nofile=300']`. They must end by becoming it. */
  under?: string[];
}

export interface RunningProxy extends Program {
  /** Holds the configuration; a place for unix sockets too. */
  readonly folder: string;
  readonly file: string;
  /** Writes another configuration over the file (for a reload by SIGHUP). */
  rewrite(configuration: string): void;
}

/** `headrace -f FILE …`, ready when all its `bind` lines listen. `args` follow the file. */
export function startHeadrace(t: ExecutionContext, configuration: string, options: ProxyOptions = {}): Promise<RunningProxy> {
  return startProxy(t, configuration, options, (file) => {
    const words = [...(options.under ?? []), process.execPath, mainFile, '-f', file, ...(options.args ?? [])];
    const [command = process.execPath, ...args] = words;
    return { command, args, env: { ...options.env } };
  });
}

/** `haproxy -db -f FILE …`, the oracle. Declare the test with `needs('haproxy')`. */
export function startHaproxy(t: ExecutionContext, configuration: string, options: ProxyOptions = {}): Promise<RunningProxy> {
  return startProxy(t, configuration, options, (file) => ({
    command: 'haproxy',
    args: ['-db', '-f', file, ...(options.args ?? [])],
    env: { ...plainEnvironment, PATH: `${process.env.PATH}:/usr/sbin`, ...options.env },
  }));
}

/** `headrace -c -f FILE …` or any other run that ends by itself. */
export async function runHeadrace(
  t: ExecutionContext,
  args: string[],
  options: ProgramOptions & { withinMs?: number } = {},
): Promise<{ exit: Exit; stdout: string; stderr: string }> {
  return inTurn(() => runProgram(t, process.execPath, { ...options, args: [mainFile, ...args] }));
}

/** `haproxy …` to its end. */
export async function runHaproxy(
  t: ExecutionContext,
  args: string[],
  options: ProgramOptions & { withinMs?: number } = {},
): Promise<{ exit: Exit; stdout: string; stderr: string }> {
  const env = { ...plainEnvironment, PATH: `${process.env.PATH}:/usr/sbin`, ...options.env };
  return inTurn(() => runProgram(t, 'haproxy', { ...options, args, env }));
}

async function startProxy(
  t: ExecutionContext,
  configuration: string,
  options: ProxyOptions,
  commandLine: (file: string) => { command: string; args: string[]; env: NodeJS.ProcessEnv },
): Promise<RunningProxy> {
  const folder = temporaryFolder(t);
  const file = join(folder, 'test.cfg');
  writeFileSync(file, configuration);
  const { command, args, env } = commandLine(file);
  const program = await inTurn(async () => {
    const started = await startProgram(t, command, { ...options, args, env });
    if (options.ready !== false) await readyToAccept(started, configuration, options.withinMs);
    return started;
  });
  return Object.assign(program, {
    folder,
    file,
    rewrite: (text: string) => writeFileSync(file, text),
  });
}

/** Waits until every `bind` of the configuration listens. Asks the kernel, so that no session is counted or logged. */
export async function readyToAccept(program: Program, configuration: string, withinMs = PATIENCE_MS): Promise<void> {
  for (const [, address = ''] of configuration.matchAll(/^\s*bind\s+(\S+)/gm)) {
    for (const one of address.split(',')) {
      await until(
        () => {
          if (program.exit !== undefined) throw new Error(`ended before it was ready:\n${program.stdout}${program.stderr}`);
          return bound(one);
        },
        `${one} listening`,
        withinMs,
      );
    }
  }
}

/** Addresses whose port cannot be read from the text (`fd@3`, `abns@x`, variables) count as bound. */
async function bound(address: string): Promise<boolean> {
  const path = /^(?:unix@)?(\/.*)$/.exec(address)?.[1];
  // HAProxy binds a temporary name and renames it, and the kernel goes on showing the first one.
  if (path !== undefined) return (await isListeningUnix(path)) || (await exists(path));
  const [, host = '', port] = /^(?:ipv[46]@)?(.*):(\d+)$/.exec(address) ?? [];
  return port === undefined || isListening({ host, port: Number(port) });
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isSocket(),
    () => false,
  );
}
