/**
 * Servers whose address is not the whole truth: `0.0.0.0` stands for the address that the client connected to, and a port
 * that is missing, or that has a sign, is counted from the client's.
 * Source: configuration.txt, 5.2, "server".
 */
import ipaddr from 'ipaddr.js';
import type { Server } from '../../config/model.js';
import { Family } from '../../native.js';

export interface Reach {
  /** The client's own destination address. */
  readonly address: boolean;
  /** Added to the client's destination port; undefined: the server's own port. */
  readonly portOffset: number | undefined;
  /** The server's own address, as in `Session`. */
  readonly family: number;
  readonly words: Int32Array;
}

/** undefined: a plain address. */
export function reachOf(server: Server): Reach | undefined {
  const { address } = server;
  if ('path' in address) return undefined;
  const { addressOfClient, portOffset } = address;
  if (addressOfClient === undefined && portOffset === undefined) return undefined;
  const bytes = Buffer.from(ipaddr.parse(address.address).toByteArray());
  const words = new Int32Array(4);
  for (let i = 0; i < bytes.length / 4; i++) words[i] = bytes.readInt32LE(4 * i);
  return { address: addressOfClient === true, portOffset, family: address.family === 'ipv4' ? Family.IPV4 : Family.IPV6, words };
}
