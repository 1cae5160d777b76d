import type { Proxy } from '../../../config/model.js';
import type { SessionRecord } from '../session-record.js';
import type { TextBuffer } from '../text-buffer.js';

/** A format of session lines: when a session is logged and what the line says, after the header. */
export interface LineFormat {
  readonly name: Proxy['logFormat'];
  /** 'accept': when the client has been accepted; 'close': when the session is over. */
  readonly when: 'accept' | 'close';
  write(record: SessionRecord, out: TextBuffer): void;
}
