/**
 * `error-limit <count>`: failures in a row after which `on-error` takes effect.
 * Source: configuration.txt, section 5.2, "error-limit".
 */
import { largestInteger, looseInteger } from '../../arguments/integer.js';
import { serverParameter } from './parameter.js';

export const errorLimit = serverParameter({
  name: 'error-limit',
  summary: 'Failures in a row before `on-error` takes effect; 10 without it.',
  arguments: [{ name: 'count', type: looseInteger({ min: 1, max: largestInteger }) }],
  apply(server, { count }) {
    server.observation.errorLimit = count;
  },
});
