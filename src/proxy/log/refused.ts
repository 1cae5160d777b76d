/**
 * A connection that was closed before it was a session: `client:port [accept date] frontend/listener: reason`.
 * Source: configuration.txt, 8.2.6 "Error log format".
 */
import type { SessionRecord } from './session-record.js';
import type { TextBuffer } from './text-buffer.js';
import { logSeconds, PerSecond } from './timestamp.js';
import { writeClient } from './formats/client.js';

const acceptSecond = new PerSecond((date) => ` [${logSeconds(date)}.`);

export function writeRefused(record: SessionRecord, reason: string, out: TextBuffer): void {
  writeClient(record, out);
  out.text(acceptSecond.at(record.acceptedMs));
  out.padded(Math.floor(record.acceptedMs) % 1000, 3);
  out.text(`] ${record.frontendName}/${record.listenerName ?? record.listenerNumber}: ${reason}`);
}
