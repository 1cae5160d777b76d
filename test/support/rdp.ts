/** The first packet of a Remote Desktop client. Source: [MS-RDPBCGR] 2.2.1.1 and 3.2.5.3.1. */
import type { Address } from './addresses.js';

/** Latin-1; `cookie`: `name=value`. */
export function rdpRequest(cookie: string): string {
  const text = `Cookie: ${cookie}\r\n`;
  const connectionRequest = String.fromCharCode(6 + text.length, 0xe0, 0, 0, 0, 0, 0) + text;
  const length = 4 + connectionRequest.length;
  return String.fromCharCode(3, 0, length >> 8, length & 255) + connectionRequest;
}

/** The cookie by which a terminal server makes its clients come back to it. */
export function routingToken({ host, port }: Address): string {
  const address = host.split('.').reduceRight((sum, byte) => sum * 256 + Number(byte), 0);
  return `msts=${address}.${((port & 255) << 8) | (port >> 8)}.0000`;
}
