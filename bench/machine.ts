/** What a result was measured on. */
import { execFileSync } from 'node:child_process';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { congestionControl } from './network.js';
import { find, haproxyProgram, nginxProgram, type Program } from './programs.js';

export interface Machine {
  cpu: string;
  cores: number;
  memoryGiB: number;
  kernel: string;
  node: string;
  /** What connections sent by: see network.ts. */
  congestionControl: string;
  /** Processes that ran or wanted to, mean of the minute before the run: above zero, others were at work. */
  loadAverage: number;
  /** First lines of what the proxies say about themselves; null when absent. */
  haproxy: string | null;
  nginx: string | null;
}

export function describeMachine(): Machine {
  const processors = cpus();
  return {
    cpu: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    node: process.version,
    congestionControl: congestionControl(),
    loadAverage: loadavg()[0] ?? 0,
    haproxy: version(haproxyProgram, /version (\S+)/),
    nginx: version(nginxProgram, /nginx\/(\S+)/),
  };
}

function version(program: Program, pattern: RegExp): string | null {
  const path = find(program);
  if (path === undefined) return null;
  // nginx prints its version on standard error.
  const text = execFileSync('/bin/sh', ['-c', '"$0" -v 2>&1', path], { encoding: 'utf8' });
  return pattern.exec(text)?.[1] ?? 'unknown';
}
