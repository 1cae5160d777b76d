/** What stands where there is nothing to say: `-`, in quotes `""`, in rules nothing. Source: what HAProxy 2.6 does. */
import type { LogFlags } from '../../../config/model/log-format.js';
import type { Alias, WriteItem } from '../alias.js';

export function writeNothing({ quote, optional }: LogFlags): WriteItem {
  const text = quote ? '""' : optional ? '' : '-';
  return (_record, out) => out.text(text);
}

/** Variables of HTTP and TLS that TCP mode takes. */
export const emptyInTcpMode: readonly Alias[] = [
  { name: 'sslc', compile: writeNothing },
  { name: 'sslv', compile: writeNothing },
  { name: 'ST', compile: () => (_record, out) => out.text('0') },
];
