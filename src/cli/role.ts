/**
 * Processes of one command line. The one that was called may start another one in its place (`-D`), and that one a program
 * that it looks after (`-W`). All have the same command line; what a process is for comes in its environment, and its parent
 * hears from it over Node's channel between processes.
 */
export interface Role {
  /** Lets go of the standard streams once it serves: started by `-D`, or by a master that was. */
  daemon?: true;
  /** Looked after by a master; the descriptor of a unix socket over which listening sockets come and go. */
  masterSocket?: number;
  /** Not the first program of its master: what -sf, -st and -x ask for has been done. */
  again?: true;
}

/** What a process that serves tells its parent. */
export type Told =
  /** It serves. `pidfile`: where the master's process id is to be written. */
  | { type: 'ready'; version: string; reloads: boolean; pidfile?: string | undefined; mostReloadsSurvived?: number | undefined }
  /** All its listening sockets are on their way over the master's socket. */
  | { type: 'sockets' }
  | { type: 'reloaded'; ok: boolean };

/** What a master orders. */
export type Ordered = { type: 'reload' };

/** The variable of the environment that a role comes in. */
export const roleVariable = 'HEADRACE_ROLE';

/** Of this process; asked once, children do not inherit it. */
export function takeRole(): Role {
  const text = process.env[roleVariable];
  delete process.env[roleVariable];
  try {
    return text === undefined ? {} : (JSON.parse(text) as Role);
  } catch {
    return {};
  }
}

/** The master's socket in a program that `startAgain` started with one: it follows the standard streams and Node's channel. */
export const MASTER_SOCKET = 4;

/** Does nothing when there is no parent, or it has gone. */
export function tellParent(told: Told): void {
  if (process.connected) process.send?.(told, () => {});
}
