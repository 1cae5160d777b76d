/**
 * `backlog`: how many connections may wait in the kernel to be accepted; 0 or nothing: as many as maxconn.
 * Source: configuration.txt, section 4.2, "backlog".
 */
import { largestInteger, looseInteger } from '../arguments/integer.js';
import { defineKeyword } from '../registry.js';

export const backlog = defineKeyword({
  keyword: 'backlog',
  status: 'implemented',
  summary: 'Connections that may wait in the kernel.',
  sections: ['defaults', 'frontend', 'listen'],
  ignoredIn: ['backend'],
  arguments: [{ name: 'connections', type: looseInteger({ min: 0, max: largestInteger }) }],
  apply({ settings }, { connections }) {
    if (connections > 0) settings.backlog = connections;
    else delete settings.backlog;
  },
});
