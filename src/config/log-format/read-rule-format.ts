/**
 * Log-format strings in rules: `use_backend %[…]`, `use-server %[…]`, `set-var-fmt`. Blanks in them stay as they are, and what
 * is not there is empty, where log lines say `-`.
 * Source: configuration.txt, 8.2.6, and what HAProxy 2.6 does.
 */
import { readLogFormat } from './read-log-format.js';
import type { LogFormat } from '../model/log-format.js';
import type { Word } from '../registry.js';
import type { Point } from '../samples/points.js';
import { readExpression, type Reading } from '../samples/read-expression.js';

/** `mode`: of the proxy. undefined: it is wrong, and has been reported. */
export function readRuleFormat(word: Word, reading: Reading, point: Point, mode: string): LogFormat | undefined {
  return readLogFormat(
    { text: word.bytes, span: word.span },
    {
      mode,
      literal: true,
      report: (code, span, message, hint) => reading.at(span).alert(code, message, hint),
      unsupported: (feature, span, what) => reading.at(span).unsupported(feature, what),
      readExpression: (text, span) => readExpression({ value: text, bytes: text, span }, reading, { point, elsewhere: 'alert' }),
    },
  );
}
