/**
 * The default format: `Connect from 192.0.2.1:33312 to 192.0.2.31:8012 (www/TCP)`, when the client is accepted.
 * Source: configuration.txt, 8.2.1 "Default log format".
 */
import { Family } from '../../../native.js';
import type { SessionRecord } from '../session-record.js';
import type { TextBuffer } from '../text-buffer.js';
import { writeClient } from './client.js';

export function writeDefault(record: SessionRecord, out: TextBuffer): void {
  if (record.clientFamily === Family.UNIX) {
    out.text('Connect to ');
    writeClient(record, out);
  } else {
    out.text('Connect from ');
    writeClient(record, out);
    // A client may be gone already; its session is told all the same.
    const local = record.localAddress();
    out.text(' to ');
    out.text(local === undefined ? '-' : local.address);
    out.text(':');
    out.integer(local?.port ?? 0);
  }
  out.text(' (');
  out.text(record.frontendName);
  out.text('/TCP)');
}
