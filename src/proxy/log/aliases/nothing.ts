/** What stands where there is nothing to say: `-`, in quotes `""`. Source: what HAProxy 2.6 does. */
import type { LogFlags } from '../../../config/model/log-format.js';
import type { Alias, WriteItem } from '../alias.js';

export function writeNothing({ quote }: LogFlags): WriteItem {
  const text = quote ? '""' : '-';
  return (_record, out) => out.text(text);
}

const silent: WriteItem = () => undefined;

/** Variables of HTTP and TLS that TCP mode takes. */
export const emptyInTcpMode: readonly Alias[] = [
  { name: 'sslc', compile: writeNothing },
  { name: 'sslv', compile: writeNothing },
  { name: 'hr', compile: () => silent },
  { name: 'hrl', compile: () => silent },
  { name: 'hs', compile: () => silent },
  { name: 'hsl', compile: () => silent },
  { name: 'ST', compile: () => (_record, out) => out.text('0') },
];
