/**
 * What the configuration asks of the machine that it is read on: host names, file descriptors, files. Everything else in
 * config/ depends on text alone, so tests put a fake here.
 */
import { fstatSync, readFileSync, statSync } from 'node:fs';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { findGroup, findUser, type UserAccount } from './accounts.js';

export interface ResolvedHost {
  family: 'ipv4' | 'ipv6';
  address: string;
}

export interface System {
  /** The first address that the system's resolver gives, as HAProxy's `libc` method does; undefined: there is none. */
  lookup(host: string, family?: 'ipv4' | 'ipv6'): ResolvedHost | undefined;
  /** undefined: it is an open socket; otherwise why it cannot be used. */
  socketFault(fd: number): string | undefined;
  /** undefined: nobody has this name. */
  user(name: string): UserAccount | undefined;
  group(name: string): number | undefined;
  /** A file that the configuration names, as a byte string. */
  readFile(path: string): FileRead;
  /** Ends what lookups have started. */
  close(): void;
}

export type FileRead = { text: string } | { fault: string };

/** Certificates, lists of patterns, pages of errors: none is near as large. */
const largestFileBytes = 256 * 1024 * 1024;

/** Longest wait for one name. Resolvers give up earlier; this bounds a resolver that hangs. */
const longestLookupMs = 30_000;

/** The real machine. Names are looked up by a thread that starts with the first name, since Node's resolver cannot be called synchronously. */
export function createSystem(): System {
  let resolver: HostResolver | undefined;
  // A name that many servers share, or that nobody answers for, is asked once.
  const known = new Map<string, ResolvedHost | undefined>();
  return {
    lookup(host, family) {
      const key = `${family} ${host}`;
      if (!known.has(key)) {
        resolver ??= startResolver();
        known.set(key, resolver.lookup(host, family));
      }
      return known.get(key);
    },
    socketFault,
    user: findUser,
    group: findGroup,
    readFile,
    close() {
      resolver?.stop();
      resolver = undefined;
    },
  };
}

function socketFault(fd: number): string | undefined {
  try {
    return fstatSync(fd).isSocket() ? undefined : 'it is not a socket';
  } catch {
    return 'it is not open';
  }
}

function readFile(path: string): FileRead {
  try {
    const { size } = statSync(path);
    if (size > largestFileBytes) return { fault: 'it is too large' };
    return { text: readFileSync(path, 'latin1') };
  } catch (error) {
    return { fault: faults[(error as NodeJS.ErrnoException).code ?? ''] ?? String(error) };
  }
}

const faults: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  EACCES: 'permission denied',
  EISDIR: 'it is a directory',
  ENOTDIR: 'not a directory',
};

interface HostResolver {
  lookup(host: string, family: 'ipv4' | 'ipv6' | undefined): ResolvedHost | undefined;
  stop(): void;
}

/** What the resolver thread is asked and what it answers; `ticket` tells a late answer from the awaited one. */
export interface LookupRequest {
  ticket: number;
  host: string;
  family: 0 | 4 | 6;
}
export interface LookupAnswer {
  ticket: number;
  resolved?: ResolvedHost;
}

function startResolver(): HostResolver {
  const { port1, port2 } = new MessageChannel();
  const answered = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL('./lookup-worker.js', import.meta.url), {
    workerData: { port: port2, answered },
    transferList: [port2],
    execArgv: [],
  });
  worker.unref();
  let ticket = 0;

  return {
    lookup(host, family) {
      const request: LookupRequest = { ticket: ++ticket, host, family: family === 'ipv4' ? 4 : family === 'ipv6' ? 6 : 0 };
      port1.postMessage(request);
      const deadline = performance.now() + longestLookupMs;
      for (;;) {
        const seen = Atomics.load(answered, 0);
        const message = receiveMessageOnPort(port1) as { message: LookupAnswer } | undefined;
        if (message) {
          if (message.message.ticket === ticket) return message.message.resolved;
          continue;
        }
        const left = deadline - performance.now();
        if (left <= 0) return undefined;
        Atomics.wait(answered, 0, seen, left);
      }
    },
    stop() {
      port1.close();
      void worker.terminate();
    },
  };
}
