/** Receives log lines by UDP, where `log ADDRESS:PORT` sends them. */
import type { ExecutionContext } from 'ava';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { ownHost, type Address } from './addresses.js';
import { PATIENCE_MS, within } from './waiting.js';

export interface LogReceiver extends Address {
  /** All lines so far, as they came (with priority and time stamp). */
  readonly lines: readonly string[];
  /** The first line that matches, come or yet to come. */
  line(pattern: RegExp, withinMs?: number): Promise<string>;
  /** Waits until there are `count` lines. */
  count(count: number, withinMs?: number): Promise<readonly string[]>;
}

export async function startLogReceiver(t: ExecutionContext, host = ownHost): Promise<LogReceiver> {
  const socket = createSocket('udp4');
  const lines: string[] = [];
  const watchers = new Set<() => void>();
  socket.on('message', (message) => {
    lines.push(message.toString('utf8'));
    for (const watcher of watchers) watcher();
  });
  t.teardown(() => {
    socket.close();
  });
  socket.bind(0, host);
  await within(once(socket, 'listening'), 'log receiver listening');

  const found = <T>(look: () => T | undefined, what: string, withinMs: number): Promise<T> => {
    let watcher = () => {};
    const seen = new Promise<T>((resolve) => {
      watcher = () => {
        const answer = look();
        if (answer !== undefined) resolve(answer);
      };
      watchers.add(watcher);
      watcher();
    });
    return within(seen, `${what}; log lines so far:\n${lines.join('\n')}`, withinMs).finally(() => watchers.delete(watcher));
  };
  return {
    host,
    port: socket.address().port,
    lines,
    line: (pattern, withinMs = PATIENCE_MS) =>
      found(() => lines.find((line) => pattern.test(line)), `log line ${String(pattern)}`, withinMs),
    count: (count, withinMs = PATIENCE_MS) =>
      found(() => (lines.length >= count ? lines : undefined), `${count} log lines`, withinMs),
  };
}
