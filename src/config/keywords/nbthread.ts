/**
 * `nbthread`: how many workers move traffic. Without it, one for each CPU that may be used.
 * Source: configuration.txt, section 3.1, "nbthread".
 */
import { integer } from '../arguments/integer.js';
import { defineKeyword } from '../registry.js';

/** HAProxy's limit on 64-bit machines. */
const mostThreads = 64;

export const nbthread = defineKeyword({
  keyword: 'nbthread',
  status: 'implemented',
  summary: 'Number of worker threads.',
  sections: ['global'],
  arguments: [{ name: 'threads', type: integer({ min: 1, max: mostThreads }) }],
  apply({ settings }, { threads }) {
    settings.nbthread = threads;
  },
});
