/** Texts in a log line. `Q`: in double quotes. `E`: `"`, `\` and `]` behind a backslash. Source: configuration.txt, 8.2.6. */
import type { LogFlags } from '../../config/model/log-format.js';
import type { TextBuffer } from './text-buffer.js';

const QUOTE = 0x22;

export function quoted(quote: boolean | undefined, out: TextBuffer, write: () => void): void {
  if (quote) out.byte(QUOTE);
  write();
  if (quote) out.byte(QUOTE);
}

export function writeText(text: string, { quote, escape }: LogFlags, out: TextBuffer): void {
  if (quote) out.byte(QUOTE);
  if (escape) out.escaped(text);
  else out.text(text);
  if (quote) out.byte(QUOTE);
}
