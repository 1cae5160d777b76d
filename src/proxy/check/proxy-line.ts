/**
 * What a check says of itself before anything else where servers expect the PROXY protocol: in version 1 the addresses of its own
 * connection, in version 2 only that it is nobody's (LOCAL).
 * Source: configuration.txt, 5.2, "check-send-proxy"; proxy-protocol.txt, 2.2; what HAProxy sends.
 */
import type { Server } from '../../config/model.js';
import type { Check } from '../../config/model/check.js';

export interface CheckEnds {
  /** undefined: a Unix socket. */
  source: { address: string; port: number } | undefined;
  destination: { address: string; port: number } | undefined;
}

/** The header that a server expects from its checks. */
export type CheckHeader = (ends: CheckEnds) => Buffer;

const LOCAL = Buffer.from('0d0a0d0a000d0a515549540a20000000', 'hex');
/** With the checksum of `proxy-v2-options crc32c`. */
const LOCAL_WITH_CHECKSUM = Buffer.from('0d0a0d0a000d0a515549540a20000007030004a9b87e8f', 'hex');

export function headerOf({ connection }: Server): CheckHeader {
  if (connection?.sentHeader?.version !== 2) return version1;
  const header = connection.checksum ? LOCAL_WITH_CHECKSUM : LOCAL;
  return () => header;
}

/** Whether checks begin with it when nothing else is said: traffic does so too, and goes to the same place. */
export function sendsHeader({ connection }: Server, { sendProxy, port, address }: Check): boolean {
  return sendProxy === true || (connection?.sentHeader !== undefined && port === undefined && address === undefined);
}

const version1: CheckHeader = ({ source, destination }) => {
  if (source === undefined || destination === undefined) return Buffer.from('PROXY UNKNOWN\r\n', 'latin1');
  const family = source.address.includes(':') ? 'TCP6' : 'TCP4';
  const text = `PROXY ${family} ${source.address} ${destination.address} ${source.port} ${destination.port}\r\n`;
  return Buffer.from(text, 'latin1');
};
