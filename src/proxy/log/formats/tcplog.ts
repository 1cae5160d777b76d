/**
 * `option tcplog`, when the session is over:
 * `client:port [accept date] frontend backend/server Tw/Tc/Tt bytes state actconn/feconn/beconn/srv_conn/retries srv_queue/backend_queue`.
 * Source: configuration.txt, 8.2.2 "TCP log format".
 */
import type { TextBuffer } from '../text-buffer.js';
import { logSeconds, PerSecond } from '../timestamp.js';
import { writeClient } from './client.js';
import type { LineFormat } from './line-format.js';

const SPACE = 0x20;
const SLASH = 0x2f;
const PLUS = 0x2b;

const acceptSecond = new PerSecond((date) => ` [${logSeconds(date)}.`);

export const tcplog = {
  name: 'tcplog',
  when: 'close',
  write: (record, out) => {
    writeClient(record, out);
    out.text(acceptSecond.at(record.acceptedMs));
    out.padded(Math.floor(record.acceptedMs) % 1000, 3);
    out.text('] ');
    out.text(record.frontendName);
    out.byte(SPACE);
    out.text(record.backendName);
    out.byte(SLASH);
    out.text(record.serverName ?? '<NOSRV>');
    numberAfter(out, SPACE, record.waitMs);
    numberAfter(out, SLASH, record.connectMs);
    numberAfter(out, SLASH, record.totalMs);
    numberAfter(out, SPACE, record.bytesRead);
    out.byte(SPACE);
    out.text(record.termination);
    numberAfter(out, SPACE, record.activeConnections);
    numberAfter(out, SLASH, record.frontendConnections);
    numberAfter(out, SLASH, record.backendConnections);
    numberAfter(out, SLASH, record.serverConnections);
    out.byte(SLASH);
    if (record.redispatched) out.byte(PLUS);
    out.integer(record.retries);
    numberAfter(out, SPACE, record.serverQueue);
    numberAfter(out, SLASH, record.backendQueue);
  },
} satisfies LineFormat;

function numberAfter(out: TextBuffer, separator: number, value: number): void {
  out.byte(separator);
  out.integer(Math.trunc(value));
}
