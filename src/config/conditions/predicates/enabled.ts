/**
 * `enabled(<option>)`: an option is in force as the configuration is read: EPOLL, POLL, KQUEUE, EVPORTS, SPLICE, GETADDRINFO,
 * REUSEPORT, FAST-FORWARD, SERVER-SSL-VERIFY-NONE. Others are not.
 * Source: configuration.txt, 2.4, of current HAProxy.
 */
import type { Facts, Predicate } from '../predicate.js';

const options = new Map<string, (facts: Facts) => boolean>([
  ['EPOLL', () => true],
  ['POLL', () => false],
  ['KQUEUE', () => false],
  ['EVPORTS', () => false],
  ['SPLICE', ({ nosplice }) => !nosplice],
  ['GETADDRINFO', () => true],
  // Listening sockets are bound once and shared by the workers.
  ['REUSEPORT', () => false],
  ['FAST-FORWARD', () => true],
  ['SERVER-SSL-VERIFY-NONE', () => false],
]);

export const enabled: Predicate = {
  name: 'enabled',
  summary: 'The option is in force.',
  arguments: 1,
  evaluate: ([option = ''], facts) => options.get(option)?.(facts) ?? false,
};
