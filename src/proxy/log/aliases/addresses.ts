/**
 * Addresses and ports: of the client (`%ci`, `%cp`), of the bind line (`%fi`, `%fp`), ours towards the server (`%bi`, `%bp`),
 * of the server (`%si`, `%sp`). `X`: hexadecimal. Of a unix socket: `unix` and the number of the bind line.
 * Source: configuration.txt, 8.2.6.
 */
import ipaddr from 'ipaddr.js';
import type { LogFlags } from '../../../config/model/log-format.js';
import { Family } from '../../../native.js';
import { writeIpv4, writeIpv6 } from '../address-text.js';
import type { Alias, WriteItem } from '../alias.js';
import type { Address, SessionRecord } from '../session-record.js';
import type { TextBuffer } from '../text-buffer.js';
import { writeNothing } from './nothing.js';
import { quoted } from '../text-item.js';

type AddressOf = (record: SessionRecord) => Address | undefined;

const PORT_DIGITS = 4;

function writeAddress({ family, address }: Address, flags: LogFlags, out: TextBuffer): void {
  if (family === Family.UNIX) out.text('unix');
  else if (!flags.hexadecimal) out.text(address);
  else out.hexBytes(ipaddr.parse(address).toByteArray());
}

const addressOf = (of: AddressOf, flags: LogFlags): WriteItem => {
  const nothing = writeNothing(flags);
  const quote = flags.quote === true && flags.hexadecimal !== true;
  return (record, out) => {
    const address = of(record);
    if (address === undefined) nothing(record, out);
    else quoted(quote, out, () => writeAddress(address, flags, out));
  };
};

const portOf = (of: AddressOf, flags: LogFlags): WriteItem => {
  const nothing = writeNothing(flags);
  return (record, out) => {
    const address = of(record);
    if (address === undefined) nothing(record, out);
    else writePort(address.family === Family.UNIX ? record.listenerNumber : address.port, flags, out);
  };
};

function writePort(port: number, flags: LogFlags, out: TextBuffer): void {
  if (flags.hexadecimal) out.hex(port, PORT_DIGITS);
  else out.integer(port);
}

/** The client's address lies in numbers: no text is made of it on the way. */
function writeClient(record: SessionRecord, flags: LogFlags, out: TextBuffer): void {
  const { clientFamily, clientA0, clientA1, clientA2, clientA3 } = record;
  if (clientFamily === Family.UNIX) {
    out.text('unix');
  } else if (flags.hexadecimal) {
    out.hexWord(clientA0);
    if (clientFamily === Family.IPV4) return;
    out.hexWord(clientA1);
    out.hexWord(clientA2);
    out.hexWord(clientA3);
  } else if (clientFamily === Family.IPV6) {
    writeIpv6(out, clientA0, clientA1, clientA2, clientA3);
  } else {
    writeIpv4(out, clientA0);
  }
}

const local: AddressOf = (record) => record.localAddress();
const source: AddressOf = (record) => record.sourceAddress();
const server: AddressOf = (record) => record.serverAddress;

export const addresses: readonly Alias[] = [
  {
    name: 'ci',
    compile: (flags) => {
      const quote = flags.quote === true && flags.hexadecimal !== true;
      if (!quote) return (record, out) => writeClient(record, flags, out);
      return (record, out) => quoted(true, out, () => writeClient(record, flags, out));
    },
  },
  {
    name: 'cp',
    compile: (flags) => (record, out) =>
      writePort(record.clientFamily === Family.UNIX ? record.listenerNumber : record.clientPort, flags, out),
  },
  { name: 'fi', compile: (flags) => addressOf(local, flags) },
  { name: 'fp', compile: (flags) => portOf(local, flags) },
  { name: 'bi', compile: (flags) => addressOf(source, flags) },
  { name: 'bp', compile: (flags) => portOf(source, flags) },
  { name: 'si', compile: (flags) => addressOf(server, flags) },
  { name: 'sp', compile: (flags) => portOf(server, flags) },
];
