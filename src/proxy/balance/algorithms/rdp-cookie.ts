/**
 * `balance rdp-cookie[(<name>)]`: the hash of an RDP cookie designates the server, as `balance hash req.rdp_cookie(<name>)`.
 * Source: configuration.txt, "balance", "rdp-cookie".
 */
import type { Algorithm } from '../balancer.js';
import { createHashing } from '../hashing.js';

export const rdpCookie = {
  name: 'rdp-cookie',
  create: (_balance, candidates, options) => createHashing(candidates, options.keyHash, options),
} satisfies Algorithm;
