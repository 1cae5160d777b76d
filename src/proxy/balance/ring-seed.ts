/**
 * `hash-key`: the number from which a server's points on the ring are counted: its id, or a hash of its address (and port), so
 * that proxies which list the same servers in another order have the same ring. A server without an address of its own has
 * only its id.
 * Source: the manual of HAProxy 3.0, section 5.2, "hash-key".
 */
import ipaddr from 'ipaddr.js';
import type { Server, ServerAddress } from '../../config/model.js';
import { crc32 } from '../hash.js';
import { WEIGHT_SCALE } from './weights.js';

/** The most points that a server can have: ids lie that far apart. */
const POINTS_PER_SERVER = 256 * WEIGHT_SCALE;

export function ringSeed({ id, hashKey }: Pick<Server, 'id' | 'hashKey'>, address: ServerAddress): number {
  if (hashKey === undefined || 'path' in address || address.addressOfClient === true) return Math.imul(id, POINTS_PER_SERVER);
  const { port } = address;
  const bytes = ipaddr.parse(address.address).toByteArray();
  if (hashKey === 'addr-port') bytes.push(port >> 8, port & 255);
  return crc32(Uint8Array.from(bytes), 0, bytes.length);
}
