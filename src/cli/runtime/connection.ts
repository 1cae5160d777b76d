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

/** At the end of a line: what follows up to an empty line belongs to the command. */
const PAYLOAD = ' <<';

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
    prompting: true,
    timeoutMs,
    closing: false,
  };
  const context: Context = { ...shared, connection, list: (words) => list(words, connection.level) };
  let pending = '';
  let ended = false;
  /** A command whose payload comes. No command here wants one: it ends with an empty line and is forgotten. */
  let awaited: { command: string; size: number } | undefined;

  /** What a command's answer looks like on the wire. Turning the prompt on shows it at once, turning it off nothing. */
  const reply = (words: readonly string[]): string => {
    const { interactive: was, prompting: prompted } = connection;
    const answer = execute(words, context);
    if (hasLeft()) return '';
    const { interactive } = connection;
    const changed = connection.prompting !== prompted;
    const shown = interactive === was && !changed ? answer : interactive ? '\n' : '';
    return `${shown}${interactive && connection.prompting ? '> ' : ''}`;
  };
  const hasLeft = (): boolean => connection.closing;

  /** The command to be run; undefined while a payload comes. */
  const withoutPayload = (line: string): string | undefined => {
    if (awaited === undefined) {
      if (!line.endsWith(PAYLOAD)) return line;
      awaited = { command: line.slice(0, -PAYLOAD.length), size: 0 };
      return undefined;
    }
    awaited.size += line.length + 1;
    if (line !== '') return undefined;
    const { command } = awaited;
    awaited = undefined;
    return command;
  };

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
      const command = withoutPayload(line);
      if (command !== undefined) {
        for (const words of splitLine(command)) {
          if (hasLeft()) break;
          socket.write(reply(words));
        }
      } else if (connection.interactive) socket.write('+ ');
      if (awaited !== undefined && awaited.size > longestLine) {
        socket.destroy();
        return;
      }
      socket.setTimeout(connection.timeoutMs);
      if (!connection.interactive && awaited === undefined && !pending.includes('\n')) connection.closing = true;
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
