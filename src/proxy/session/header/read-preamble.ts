/** `accept-proxy` and `accept-netscaler-cip`: reads the header that stands before the traffic. */
import { readNetscaler } from './netscaler.js';
import { Outcome, type Preamble } from './preamble.js';
import { readVersion1 } from './proxy-v1.js';
import { readVersion2 } from './proxy-v2.js';

/** Fills `preamble` from what a client sent first. Never throws; reads nothing beyond `end`. */
export function readProxyHeader(bytes: Buffer, begin: number, end: number, preamble: Preamble): number {
  preamble.clear();
  const start = bytes.toString('latin1', begin, Math.min(end, begin + 'PROXY '.length));
  if (start.length < 'PROXY '.length) return Outcome.TRUNCATED;
  return start === 'PROXY ' ? readVersion1(bytes, begin, end, preamble) : readVersion2(bytes, begin, end, preamble);
}

/** `magic` as configured. */
export function readNetscalerHeader(bytes: Buffer, begin: number, end: number, magic: number, preamble: Preamble): number {
  preamble.clear();
  return readNetscaler(bytes, begin, end, magic, preamble);
}

/** Why a connection was closed before it was a session: HAProxy's words, for the log. */
export const proxyTexts: Readonly<Record<number, string>> = {
  [Outcome.TRUNCATED]: 'Truncated PROXY protocol header received',
  [Outcome.INVALID]: 'Received an invalid PROXY protocol header',
  [Outcome.STRANGE]: 'Received something which does not look like a PROXY protocol header',
  [Outcome.UNHANDLED]: 'Received an unhandled protocol in the PROXY protocol header',
};
export const netscalerTexts: Readonly<Record<number, string>> = {
  [Outcome.TRUNCATED]: 'Truncated NetScaler Client IP header received',
  [Outcome.INVALID]: 'Received an invalid NetScaler Client IP header',
  [Outcome.STRANGE]: 'Received an invalid NetScaler Client IP magic number',
  [Outcome.UNHANDLED]: 'Received an unhandled protocol in the NetScaler Client IP header',
};
