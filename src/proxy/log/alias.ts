import type { LogAlias, LogFlags } from '../../config/model/log-format.js';
import type { Captures } from '../../config/model/rule.js';
import type { SessionRecord } from './session-record.js';
import type { TextBuffer } from './text-buffer.js';

/** Writes one item of a log line. */
export type WriteItem = (record: SessionRecord, out: TextBuffer) => void;

/** What variables say about the program. */
export interface FormatFacts {
  readonly pid: number;
  /** A byte string. */
  readonly hostname: string;
  /** `option logasap`: lines are written before the session is over, and a '+' says that numbers grow. */
  readonly early: boolean;
  /** Slots of captures; undefined: there are none. */
  readonly captures?: Captures;
  /** `unique-id-format`. */
  readonly uniqueId?: WriteItem;
}

/** A variable of a log-format string: `%ci`. */
export interface Alias {
  readonly name: LogAlias;
  /** Known only when the session is over; a format without any such variable is written when the server is connected. */
  readonly final?: true;
  compile(flags: LogFlags, facts: FormatFacts): WriteItem;
}
