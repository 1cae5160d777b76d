/** The first packet of a Remote Desktop client. Source: [MS-RDPBCGR] 2.2.1.1. */

/** Latin-1; `cookie`: `name=value`. */
export function rdpRequest(cookie: string): string {
  const text = `Cookie: ${cookie}\r\n`;
  const connectionRequest = String.fromCharCode(6 + text.length, 0xe0, 0, 0, 0, 0, 0) + text;
  const length = 4 + connectionRequest.length;
  return String.fromCharCode(3, 0, length >> 8, length & 255) + connectionRequest;
}
