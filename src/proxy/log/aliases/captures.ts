/**
 * `%hr`, `%hs`: what was captured, between braces, a bar between slots; `%hrl`, `%hsl`: one by one. Bytes that would be
 * taken for something else are `#` and two hexadecimal digits. Nothing where there are no slots.
 * Source: configuration.txt, 8.2.6 and 8.8, and what HAProxy 2.6 does.
 */
import type { LogFlags } from '../../../config/model/log-format.js';
import type { Captures } from '../../../config/model/rule.js';
import type { Alias, FormatFacts, WriteItem } from '../alias.js';
import { quoted } from '../text-item.js';
import type { TextBuffer } from '../text-buffer.js';

type Side = keyof Captures;

const SPACE = 0x20;
const nothing: WriteItem = () => undefined;

const encoded = (letter: string): string => `#${letter.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
const encode = (value: string): string => value.replace(/["#{|}\0-\x1f\x7f-\xff]/g, encoded);

function writeValue(value: string, { escape }: LogFlags, out: TextBuffer): void {
  if (escape) out.escaped(encode(value));
  else out.text(encode(value));
}

const together =
  (side: Side) =>
  (flags: LogFlags, { captures }: FormatFacts): WriteItem => {
    const count = captures?.[side].length ?? 0;
    if (count === 0) return nothing;
    return (record, out) =>
      quoted(flags.quote, out, () => {
        for (let slot = 0; slot < count; slot++) {
          out.text(slot === 0 ? '{' : '|');
          writeValue(record.captured(side, slot) ?? '', flags, out);
        }
        out.text('}');
      });
  };

const apart =
  (side: Side) =>
  (flags: LogFlags, { captures }: FormatFacts): WriteItem => {
    const count = captures?.[side].length ?? 0;
    if (count === 0) return nothing;
    return (record, out) => {
      for (let slot = 0; slot < count; slot++) {
        if (slot > 0) out.byte(SPACE);
        const value = record.captured(side, slot);
        if (value === undefined) out.text(flags.quote ? '""' : '-');
        else quoted(flags.quote, out, () => writeValue(value, flags, out));
      }
    };
  };

export const captures: readonly Alias[] = [
  { name: 'hr', compile: together('request') },
  { name: 'hrl', compile: apart('request') },
  { name: 'hs', compile: together('response') },
  { name: 'hsl', compile: apart('response') },
];
