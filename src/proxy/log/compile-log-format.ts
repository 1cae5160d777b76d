/**
 * Log-format strings to functions that write a line, piece by piece, into a buffer.
 * Source: configuration.txt, 8.2.6.
 */
import type { Expression } from '../../config/model/expression.js';
import type { LogAlias, LogFormat, LogItem } from '../../config/model/log-format.js';
import type { Evaluate } from '../sample/sample.js';
import type { Subject } from '../sample/subject.js';
import type { Alias, FormatFacts, WriteItem } from './alias.js';
import { aliases } from './aliases/registry.js';
import type { SessionRecord } from './session-record.js';
import type { TextBuffer } from './text-buffer.js';
import { writeSample } from './write-sample.js';

export interface LogFormatContext extends FormatFacts {
  compileExpression(expression: Expression): Evaluate<Subject>;
}

export interface CompiledLogFormat {
  /** All it says is known when the server is connected. */
  readonly early: boolean;
  /** Appends the text. */
  write(record: SessionRecord, out: TextBuffer): void;
}

const SPACE = 0x20;

const byName: ReadonlyMap<LogAlias, Alias> = new Map(aliases.map((alias) => [alias.name, alias]));

export function compileLogFormat({ items }: LogFormat, context: LogFormatContext): CompiledLogFormat {
  const steps = items.map((item) => compileItem(item, context));
  return {
    early: !items.some(isFinal),
    write(record, out) {
      // Blanks at the beginning, and after another one with nothing written between them, are left out.
      let separated = out.length;
      for (const step of steps) {
        if (step !== undefined) {
          step(record, out);
        } else if (out.length !== separated) {
          out.byte(SPACE);
          separated = out.length;
        }
      }
    },
  };
}

/** undefined: a separator. */
function compileItem(item: LogItem, context: LogFormatContext): WriteItem | undefined {
  switch (item.type) {
    case 'separator':
      return undefined;
    case 'text': {
      const { text } = item;
      return (_record, out) => out.text(text);
    }
    case 'alias':
      return byName.get(item.alias)!.compile(item.flags, context);
    case 'expression': {
      const evaluate = context.compileExpression(item.expression);
      const { flags } = item;
      return (record, out) => writeSample(record.subject && evaluate(record.subject), flags, out);
    }
  }
}

function isFinal(item: LogItem): boolean {
  if (item.type === 'alias') return byName.get(item.alias)!.final === true;
  return item.type === 'expression' && endings.test(item.expression.fetch.name);
}

/** Fetches of later versions that know their answer at the end of the session only. */
const endings = /^(?:bytes_|txn\.|[fb]c\.timer|txn_timer|[a-z_.]*timer)/;
