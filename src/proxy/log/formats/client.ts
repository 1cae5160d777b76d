/** `address:port` of the client, as every format begins; `unix:` and the number of the bind line for unix sockets. */
import { Family } from '../../../native.js';
import { writeIpv4, writeIpv6 } from '../address-text.js';
import type { SessionRecord } from '../session-record.js';
import type { TextBuffer } from '../text-buffer.js';

const COLON = 0x3a;

export function writeClient(record: SessionRecord, out: TextBuffer): void {
  if (record.clientFamily === Family.UNIX) {
    out.text('unix:');
    out.integer(record.listenerNumber);
    return;
  }
  if (record.clientFamily === Family.IPV6) {
    writeIpv6(out, record.clientA0, record.clientA1, record.clientA2, record.clientA3);
  } else {
    writeIpv4(out, record.clientA0);
  }
  out.byte(COLON);
  out.integer(record.clientPort);
}
