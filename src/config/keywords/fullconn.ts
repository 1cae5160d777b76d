/**
 * `fullconn <conns>`: sessions of the backend at which servers with a `minconn` reach their `maxconn`. Without it, or with
 * 0, a tenth of what the frontends that lead to the backend may carry.
 * Source: configuration.txt, section 4.2, "fullconn".
 */
import { largestInteger, looseInteger } from '../arguments/integer.js';
import { defineKeyword } from '../registry.js';

export const fullconn = defineKeyword({
  keyword: 'fullconn',
  status: 'implemented',
  summary: 'Load of the backend at which its servers reach their `maxconn`.',
  sections: ['defaults', 'listen', 'backend'],
  ignoredIn: ['frontend'],
  arguments: [{ name: 'connections', type: looseInteger({ min: 0, max: largestInteger }) }],
  apply({ settings }, { connections }) {
    if (connections > 0) settings.fullconn = connections;
    else delete settings.fullconn;
  },
});
