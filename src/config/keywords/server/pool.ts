/**
 * `pool-max-conn <max>`: and the other `pool-…`: how idle connections to the server are kept.
 * Source: configuration.txt, section 5.2, "pool-max-conn".
 */
import { largestInteger, looseInteger } from '../../arguments/integer.js';
import { time } from '../../arguments/time.js';
import { serverParameter } from './parameter.js';

export const poolMaxConn = serverParameter({
  name: 'pool-max-conn',
  status: 'accepted without effect',
  reason: 'TCP proxies keep no idle connections to servers.',
  summary: 'Idle connections that are kept.',
  arguments: [{ name: 'max', type: looseInteger({ min: -1, max: largestInteger }) }],
});

export const poolLowConn = serverParameter({
  name: 'pool-low-conn',
  status: 'accepted without effect',
  reason: 'TCP proxies keep no idle connections to servers.',
  summary: 'Idle connections that are kept for others.',
  arguments: [{ name: 'max', type: looseInteger({ min: 0, max: largestInteger }) }],
});

export const poolPurgeDelay = serverParameter({
  name: 'pool-purge-delay',
  status: 'accepted without effect',
  reason: 'TCP proxies keep no idle connections to servers.',
  summary: 'When idle connections are closed.',
  arguments: [{ name: 'delay', type: time }],
});
