/** The processes a benchmark has started, each of which it ends itself, by its id, however the benchmark ends. */
import { spawn, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';

export interface Member {
  pid: number;
  /** Settles when the process is gone: its exit code, or the signal's name. */
  ended: Promise<number | string>;
  /** What it wrote to standard error so far, the last 4,000 characters. */
  complaints(): string;
  /** The next line of standard output. Rejects when the process ends first. */
  line(): Promise<string>;
  /** Ends its standard input. */
  closeInput(): void;
  /** SIGTERM, then SIGKILL after three seconds; resolves when the process is gone. */
  end(): Promise<void>;
}

const patienceMs = 3_000;

export class Crew {
  readonly #members = new Set<Member>();
  #disbanded = false;

  async start(words: readonly string[]): Promise<Member> {
    const [program, ...rest] = words;
    if (program === undefined) throw new Error('no command to start');
    if (this.#disbanded) throw new Error('interrupted');
    const child = spawn(program, rest, { stdio: ['pipe', 'pipe', 'pipe'] });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    const member = adopt(child);
    this.#members.add(member);
    void member.ended.then(() => this.#members.delete(member));
    return member;
  }

  /** Ends all and starts none any more. */
  disband(): Promise<void> {
    this.#disbanded = true;
    return this.endAll();
  }

  async endAll(): Promise<void> {
    await Promise.all([...this.#members].map((member) => member.end()));
  }
}

function adopt(child: ChildProcess): Member {
  let complaints = '';
  let output = '';
  let gone = false;
  const waiting: { resolve: (line: string) => void; reject: (reason: Error) => void }[] = [];
  const lines: string[] = [];

  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaints = (complaints + text).slice(-4_000);
  });
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    for (let end = output.indexOf('\n'); end >= 0; end = output.indexOf('\n')) {
      const line = output.slice(0, end);
      output = output.slice(end + 1);
      const waiter = waiting.shift();
      if (waiter) waiter.resolve(line);
      // Nobody reads the standard output of a proxy: keep no more of it than a few lines.
      else if (lines.push(line) > 20) lines.shift();
    }
  });
  // A process that died leaves a broken pipe behind; its end is reported by `ended`.
  child.stdin?.on('error', () => undefined);

  const ended = new Promise<number | string>((resolve) => {
    child.once('close', (code, signal) => {
      gone = true;
      for (const waiter of waiting) waiter.reject(new Error(complaints.trim() || `it ended with ${code ?? signal}`));
      resolve(code ?? signal ?? 'unknown');
    });
  });

  return {
    pid: child.pid as number,
    ended,
    complaints: () => complaints.trim(),
    line: () => {
      const line = lines.shift();
      if (line !== undefined) return Promise.resolve(line);
      if (gone) return Promise.reject(new Error(complaints.trim() || 'it has ended'));
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
    },
    closeInput: () => child.stdin?.end(),
    end: async () => {
      if (!gone) child.kill('SIGTERM');
      const killer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
      await ended;
      clearTimeout(killer);
    },
  };
}

/** A process and all it has started, oldest first: nginx works in children of the process it was started as. */
export async function processTree(pid: number): Promise<number[]> {
  const children = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).split(' ').filter(Boolean).map(Number);
  return [pid, ...(await Promise.all(children.map(processTree))).flat()];
}

/** Resident memory of some processes together, in bytes. */
export async function residentBytes(pids: readonly number[]): Promise<number> {
  let sum = 0;
  for (const pid of pids) {
    const found = /^Rss:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/smaps_rollup`, 'utf8'));
    if (!found) throw new Error(`no resident size of process ${pid}`);
    sum += Number(found[1]) * 1024;
  }
  return sum;
}

/** CPU time that some processes have used together, threads that have ended included, in seconds. */
export async function cpuSeconds(pids: readonly number[]): Promise<number> {
  let ticks = 0;
  for (const pid of pids) {
    const text = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The name, in parentheses, may hold blanks; user and system time are the 12th and 13th field after it.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    ticks += Number(fields[11]) + Number(fields[12]);
  }
  return ticks / TICKS_PER_SECOND;
}

/** What Linux tells user space, whatever its own clock does. */
const TICKS_PER_SECOND = 100;
