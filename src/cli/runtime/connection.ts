/**
 * One client of the runtime API: lines in, answers out. A line may hold several commands; without `prompt` the connection ends
 * when what was sent with the first line is answered.
 *
 * Bounds: a line is at most a buffer long, nothing is read while an answer waits for the client, and a silent client is
 * let go after `stats timeout`.
 */
import type { Socket } from 'node:net';
import type { StatsSocket } from '../../config/model/stats-socket.js';
import type { Connection, Context } from './commands/command.js';
import { execute, list, splitLine } from './dispatch.js';

export interface ConnectionOptions {
  socket: Socket;
  of: StatsSocket;
  timeoutMs: number;
  /** `tune.bufsize`: longest line. */
  longestLine: number;
  /** Writes the listening sockets to the connection with this descriptor. */
  giveSockets: (connection: number) => void;
  /** All but the connection's own part. */
  context: Omit<Context, 'connection' | 'list'>;
}

export function serveConnection({ socket, of, timeoutMs, longestLine, giveSockets, context: shared }: ConnectionOptions): void {
  const connection: Connection = {
    level: of.level,
    severityOutput: of.severityOutput,
    interactive: false,
    timeoutMs,
    closing: false,
  };
  const context: Context = { ...shared, connection, list: (words) => list(words, connection.level) };
  let pending = '';
  let ended = false;

  /** What a command's answer looks like on the wire. Turning the prompt on shows it at once, turning it off nothing. */
  const reply = (words: readonly string[]): string => {
    const was = connection.interactive;
    const answer = execute(words, context);
    if (hasLeft()) return '';
    const { interactive } = connection;
    return `${interactive === was ? answer : interactive ? '\n' : ''}${interactive ? '> ' : ''}`;
  };
  const hasLeft = (): boolean => connection.closing;

  const answerLines = (): void => {
    while (!hasLeft() && !socket.writableNeedDrain) {
      const newline = pending.indexOf('\n');
      if (newline < 0) break;
      const line = pending.slice(0, newline);
      pending = pending.slice(newline + 1);
      if (line.length > longestLine) {
        socket.destroy();
        return;
      }
      if (line === '_getsocks' && of.exposesListeners) {
        giveAway(socket, giveSockets);
        return;
      }
      for (const words of splitLine(line)) {
        if (hasLeft()) break;
        socket.write(reply(words));
      }
      socket.setTimeout(connection.timeoutMs);
      if (!connection.interactive && !pending.includes('\n')) connection.closing = true;
    }
    if (hasLeft() || ended) socket.end();
    else if (pending.length > longestLine) socket.destroy();
    else if (!socket.writableNeedDrain) socket.resume();
  };

  socket.setEncoding('latin1');
  socket.setTimeout(timeoutMs, () => socket.destroy());
  // Whoever breaks the connection off wants no answer.
  socket.on('error', () => socket.destroy());
  socket.on('data', (text: string) => {
    socket.pause();
    pending += text;
    answerLines();
  });
  socket.on('drain', answerLines);
  socket.resume();
  socket.on('end', () => {
    ended = true;
    answerLines();
  });
}

/** `_getsocks`: another process takes the listening sockets over; HAProxy closes the connection then, and so do we. */
function giveAway(socket: Socket, giveSockets: (connection: number) => void): void {
  // Descriptors go over the socket itself, which Node keeps to itself.
  const { _handle: handle } = socket as Socket & { _handle?: { fd: number } | null };
  try {
    if (handle) giveSockets(handle.fd);
  } catch {
    // It has gone away.
  }
  socket.end();
}
