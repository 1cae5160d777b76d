/** Starting this program anew, in another role. By itself, so that who needs no other process does not wait for `node:child_process`. */
import { spawn, type ChildProcess } from 'node:child_process';
import { roleVariable, type Role } from './role.js';

/** This command line again, as another process. */
export function startAgain(role: Role, options: { detached?: boolean; socket?: number } = {}): ChildProcess {
  const input = role.daemon ? 'ignore' : 'inherit';
  const stdio: ('ignore' | 'inherit' | 'ipc' | number)[] = [input, 'inherit', 'inherit', 'ipc'];
  if (options.socket !== undefined) stdio.push(options.socket);
  return spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1)], {
    stdio,
    detached: options.detached ?? false,
    env: { ...process.env, [roleVariable]: JSON.stringify(role) },
  });
}
