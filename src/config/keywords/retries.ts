/**
 * `retries` (how often a connection that failed is tried again, 3 without it) and `option redispatch` (at which of these
 * tries another server may be chosen).
 * Source: configuration.txt, section 4.2, "retries" and "option redispatch".
 */
import { largestInteger, looseInteger } from '../arguments/integer.js';
import { defineKeyword } from '../registry.js';

export const retries = defineKeyword({
  keyword: 'retries',
  status: 'implemented',
  summary: 'Tries after a connection to a server has failed.',
  sections: ['defaults', 'listen', 'backend'],
  ignoredIn: ['frontend'],
  arguments: [{ name: 'tries', type: looseInteger({ min: 0, max: largestInteger }) }],
  apply({ settings }, { tries }) {
    settings.retries = tries;
  },
});

/** The plain option: at the last retry. */
const atLastRetry = -1;
/** `option redispatch 0`: not for the count of retries, only where another server is as good, or this one is down. */
const atNoRetry = largestInteger;

export const redispatch = defineKeyword({
  keyword: 'option redispatch',
  status: 'implemented',
  summary:
    'Retries may choose another server: whenever no hash or rule designates this one, and otherwise at every n-th retry, or at the n-th before the last for a negative n.',
  sections: ['defaults', 'listen', 'backend'],
  ignoredIn: ['frontend'],
  arguments: [{ name: 'interval', type: looseInteger({ min: -largestInteger, max: largestInteger }), optional: true }],
  rest: 'ignored',
  apply({ settings }, { interval }) {
    settings.redispatchInterval = interval === 0 ? atNoRetry : (interval ?? atLastRetry);
  },
  negate({ settings }) {
    settings.redispatchInterval = 0;
  },
});
