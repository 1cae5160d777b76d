/** Talks to the runtime API of either program. */
import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { PATIENCE_MS, within } from './waiting.js';

/** Sends a line and reads to the end of the connection. */
export async function ask(path: string, line: string, withinMs = PATIENCE_MS): Promise<string> {
  const socket = connect({ path });
  socket.end(`${line}\n`);
  return readAll(socket, line, withinMs);
}

/** Everything until the other side closes. */
export async function readAll(socket: Socket, what: string, withinMs = PATIENCE_MS): Promise<string> {
  let text = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => (text += chunk));
  await within(once(socket, 'close'), `the end of the answer to '${what}'`, withinMs);
  return text;
}

/** Lines of `show stat` by proxy/name, cells by column. No cell may hold a comma. */
export function statisticsRows(csv: string): Record<string, Record<string, string>> {
  const [heading = '', ...lines] = csv.split('\n').filter((line) => line !== '');
  const names = heading.replace(/^# /, '').split(',');
  return Object.fromEntries(
    lines.map((line) => {
      const values = line.split(',');
      const row = Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']));
      return [`${row.pxname}/${row.svname}`, row];
    }),
  );
}
