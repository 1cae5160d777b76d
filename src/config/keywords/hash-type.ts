/**
 * `hash-type <method> [<function> [avalanche]]`: how a hash designates a server, and what is hashed how.
 * `consistent` alone stands for sdbm with avalanche, `map-based` alone for sdbm.
 * Source: configuration.txt, section 4.2, "hash-type".
 */
import { choice } from '../arguments/choice.js';
import { defineKeyword } from '../registry.js';

const method = choice({ what: 'method of hash-type', words: ['map-based', 'consistent'] });
const hashFunction = choice({ what: 'hash function', words: ['sdbm', 'djb2', 'wt6', 'crc32', 'none'] });
const modifier = choice({ what: 'modifier of hash-type', words: ['avalanche'] });

export const hashType = defineKeyword({
  keyword: 'hash-type',
  status: 'implemented',
  summary: 'Map or ring, and the hash function, of `balance source` and the like.',
  sections: ['defaults', 'listen', 'backend'],
  ignoredIn: ['frontend'],
  arguments: [
    { name: 'method', type: method },
    { name: 'function', type: hashFunction, optional: true },
    { name: 'modifier', type: modifier, optional: true },
  ],
  rest: 'ignored',
  apply({ settings }, { method, function: hash, modifier }) {
    const byDefault = hash === undefined && method === 'consistent';
    settings.hashType = { method, function: hash ?? 'sdbm', avalanche: byDefault || modifier !== undefined };
  },
});
