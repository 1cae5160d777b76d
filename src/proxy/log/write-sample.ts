/**
 * Samples in log lines: numbers in decimal, booleans as 1 and 0, addresses as text, binary blocks up to their first NUL byte;
 * `-` where there is nothing. Source: what HAProxy 2.6 does.
 */
import type { LogFlags } from '../../config/model/log-format.js';
import type { Sample, Words } from '../sample/sample.js';
import { writeIpv4, writeIpv6 } from './address-text.js';
import { quoted, writeText } from './text-item.js';
import type { TextBuffer } from './text-buffer.js';

export function writeSample(sample: Sample | undefined, flags: LogFlags, out: TextBuffer): void {
  if (sample === undefined) {
    writeNone(flags, out);
    return;
  }
  switch (sample.type) {
    case 'bool':
      quoted(flags.quote, out, () => out.text(sample.value ? '1' : '0'));
      break;
    case 'sint':
      quoted(flags.quote, out, () => out.text(String(sample.value)));
      break;
    case 'ipv4':
      quoted(flags.quote, out, () => writeIpv4(out, networkOrder(sample.value)));
      break;
    case 'ipv6':
      quoted(flags.quote, out, () => writeWords(sample.value, out));
      break;
    default: {
      const end = sample.value.indexOf('\0');
      const text = end < 0 ? sample.value : sample.value.slice(0, end);
      if (text === '') writeNone(flags, out);
      else writeText(text, flags, out);
    }
  }
}

function writeNone({ quote, optional }: LogFlags, out: TextBuffer): void {
  out.text(quote ? '""' : optional ? '' : '-');
}

function writeWords([a, b, c, d]: Words, out: TextBuffer): void {
  writeIpv6(out, networkOrder(a), networkOrder(b), networkOrder(c), networkOrder(d));
}

/** Host order to network order as it lies in memory. */
function networkOrder(value: number): number {
  return ((value & 0xff) << 24) | ((value & 0xff00) << 8) | ((value >>> 8) & 0xff00) | (value >>> 24);
}
