/** Formats of rules to functions that make a byte string of a session. Source: configuration.txt, 8.2.6. */
import { hostname } from 'node:os';
import type { LogFormat } from '../../config/model/log-format.js';
import { compileLogFormat } from '../log/compile-log-format.js';
import { TextBuffer } from '../log/text-buffer.js';
import { asText } from '../sample/casts.js';
import type { CompileContext } from '../sample/compile-context.js';
import { compileExpression } from '../sample/compile-expression.js';
import type { RuleSubject } from './rule-subject.js';

/** What is longer is cut off, as HAProxy cuts it at the size of a buffer. */
const longest = 16_384;

export type TextOf = (subject: RuleSubject) => string;

export function compileText(format: LogFormat, context: CompileContext): TextOf {
  const [only] = format.items;
  if (format.items.length === 1 && only?.type === 'expression' && !only.flags.quote && !only.flags.escape) {
    const sampleOf = compileExpression(only.expression, context);
    return (subject) => {
      const sample = sampleOf(subject);
      return sample === undefined ? '' : asText(sample);
    };
  }
  const compiled = compileLogFormat(format, {
    pid: context.process.pid,
    hostname: hostname(),
    early: false,
    compileExpression: (expression) => compileExpression(expression, context),
  });
  let text: TextBuffer | undefined;
  return (subject) => {
    text ??= new TextBuffer(longest);
    text.clear();
    compiled.write(subject.record(), text);
    return text.bytes.toString('latin1', 0, text.length);
  };
}
