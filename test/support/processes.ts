/** Programs that a test starts. Each is ended, by its pid, when the test is over. */
import type { ExecutionContext } from 'ava';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { PATIENCE_MS, within } from './waiting.js';

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface Program {
  readonly pid: number;
  /** Everything written so far. */
  readonly stdout: string;
  readonly stderr: string;
  /** undefined while it runs. */
  readonly exit: Exit | undefined;
  signal(signal: NodeJS.Signals): void;
  /** Waits until stdout or stderr matches, and answers with the match; fails at once when the program ends before. */
  output(pattern: RegExp, withinMs?: number): Promise<RegExpMatchArray>;
  /** Waits for the end. */
  ended(withinMs?: number): Promise<Exit>;
  /** Sends the signal and waits for the end. */
  stop(signal?: NodeJS.Signals, withinMs?: number): Promise<Exit>;
}

export interface ProgramOptions {
  args?: string[];
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Extra descriptors given to the program, from 3 on. */
  descriptors?: number[];
}

export async function startProgram(t: ExecutionContext, command: string, options: ProgramOptions = {}): Promise<Program> {
  const child = spawn(command, options.args ?? [], {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe', ...(options.descriptors ?? [])],
  });
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('no pipes');
  let outText = '';
  let errText = '';
  let exit: Exit | undefined;
  stdout.setEncoding('utf8').on('data', (text: string) => (outText += text));
  stderr.setEncoding('utf8').on('data', (text: string) => (errText += text));
  // 'close' comes when the program has ended and all that it wrote is here.
  const closed = once(child, 'close').then((outcome) => (exit = exitOf(outcome)));
  closed.catch(() => {});
  t.teardown(async () => {
    if (exit !== undefined || child.pid === undefined) return;
    child.kill('SIGKILL');
    await within(closed, `end of killed ${command}`).catch((error: unknown) => t.log(String(error)));
  });
  await within(once(child, 'spawn'), `start of ${command}`);

  const program: Program = {
    pid: child.pid ?? 0,
    get stdout() {
      return outText;
    },
    get stderr() {
      return errText;
    },
    get exit() {
      return exit;
    },
    signal(signal) {
      child.kill(signal);
    },
    async output(pattern, withinMs = PATIENCE_MS) {
      const match = () => pattern.exec(outText) ?? pattern.exec(errText) ?? undefined;
      const present = match();
      if (present !== undefined) return present;
      const seen = new Promise<RegExpMatchArray>((resolve, reject) => {
        const look = () => {
          const found = match();
          if (found === undefined) return;
          stdout.off('data', look);
          stderr.off('data', look);
          resolve(found);
        };
        stdout.on('data', look);
        stderr.on('data', look);
        void closed.then(() => {
          look();
          reject(new Error(`${command} ended without writing ${String(pattern)}:\n${outText}${errText}`));
        });
      });
      return within(seen, `${String(pattern)} from ${command}`, withinMs);
    },
    ended(withinMs = PATIENCE_MS) {
      return within(closed, `end of ${command} (pid ${child.pid})`, withinMs);
    },
    stop(signal = 'SIGTERM', withinMs = PATIENCE_MS) {
      child.kill(signal);
      return program.ended(withinMs);
    },
  };
  return program;
}

/** The arguments of a child's 'close' event. */
function exitOf(outcome: unknown[]): Exit {
  const [code, signal] = outcome as [number | null, NodeJS.Signals | null];
  return { code, signal };
}

/** Runs a program to its end. */
export async function runProgram(
  t: ExecutionContext,
  command: string,
  options: ProgramOptions & { withinMs?: number } = {},
): Promise<{ exit: Exit; stdout: string; stderr: string }> {
  const program = await startProgram(t, command, options);
  const exit = await program.ended(options.withinMs);
  return { exit, stdout: program.stdout, stderr: program.stderr };
}

/**
 * The environment for programs that are not ours: a sanitizer's runtime preloaded for the addon (scripts/with-asan.js) and
 * coverage are none of their business.
 */
export const plainEnvironment: NodeJS.ProcessEnv = { LD_PRELOAD: undefined, NODE_V8_COVERAGE: undefined };
