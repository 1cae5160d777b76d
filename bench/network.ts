/**
 * The network that the benchmarks run in: a namespace of their own, whose loopback sends by Reno.
 *
 * The congestion control decides more than any proxy does. BBR paces: most of what is sent then leaves from a timer's
 * interrupt, and its cost lands on whoever happens to run, so that the same proxy came out at 0.4 and at 1.2 of HAProxy in two
 * runs. Reno is on every kernel, paces nothing, and on a loopback that loses nothing it sends as Cubic does.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { find, missing, type Program } from './programs.js';

const unshareProgram: Program = { name: 'unshare', package: 'util-linux' };
const ipProgram: Program = { name: 'ip', package: 'iproute2' };

/** `own`: a namespace made for the run. `machine`: the one that the command was typed in. */
export type Network = 'own' | 'machine';

/** Set for the process inside the namespace. */
const mark = 'HEADRACE_BENCH_NETWORK';

/** Why no namespace can be made here; undefined: it can. */
function obstacle(): string | undefined {
  if (process.getuid?.() !== 0) return 'it takes root to make a network namespace';
  if (find(unshareProgram) === undefined) return missing(unshareProgram.package);
  if (find(ipProgram) === undefined) return missing(ipProgram.package);
  return undefined;
}

/**
 * Runs the whole command again in a namespace of its own and returns its exit code; undefined: this process is to do the
 * work, because it is inside already, or was told to stay outside, or has to (`say` tells why).
 */
export async function runInside(network: Network, say: (line: string) => void): Promise<number | undefined> {
  if (network === 'machine' || process.env[mark] === 'own') return undefined;
  const reason = obstacle();
  if (reason !== undefined) {
    say(`Measured in the machine's own network (${reason}): sending by ${congestionControl()}.`);
    return undefined;
  }
  const [unshare, ip] = [find(unshareProgram)!, find(ipProgram)!];
  const prepare = '"$0" link set lo up && echo reno > /proc/sys/net/ipv4/tcp_congestion_control && exec "$@"';
  const words = ['--net', '--', '/bin/sh', '-c', prepare, ip, process.execPath, ...process.argv.slice(1)];
  const child = spawn(unshare, words, { stdio: 'inherit', env: { ...process.env, [mark]: 'own' } });
  // The terminal's Ctrl-C reaches both; the one outside waits until the one inside has cleaned up.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  const [status] = (await once(child, 'close')) as [number | null];
  return status ?? 1;
}

/** What new connections send by. */
export function congestionControl(): string {
  return readFileSync('/proc/sys/net/ipv4/tcp_congestion_control', 'utf8').trim();
}
