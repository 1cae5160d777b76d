/**
 * Bounds of file descriptors: `ulimit-n` (exactly so many), `fd-hard-limit` (never more) and `strict-limits` (whether a limit
 * that cannot be had keeps the process from starting). And `noreuseport`: nobody else binds the same addresses.
 * Source: configuration.txt, sections 3.1 and 3.2.
 */
import { largestInteger, looseInteger } from '../arguments/integer.js';
import { defineKeyword } from '../registry.js';
import { onlyOnce } from '../only-once.js';

export const ulimitN = defineKeyword({
  keyword: 'ulimit-n',
  status: 'implemented',
  summary: 'Limit of descriptors, instead of one computed from `maxconn`.',
  sections: ['global'],
  arguments: [{ name: 'number', type: looseInteger({ min: 0, max: largestInteger }) }],
  apply({ settings: { process } }, { number }, context) {
    if (onlyOnce('ulimit-n', process.descriptors === undefined, context) && number > 0) process.descriptors = number;
  },
});

export const fdHardLimit = defineKeyword({
  keyword: 'fd-hard-limit',
  status: 'implemented',
  summary: 'Most descriptors that are used where nothing else sets the number.',
  sections: ['global'],
  arguments: [{ name: 'number', type: looseInteger({ min: -largestInteger, max: largestInteger }) }],
  apply({ settings: { process } }, { number }) {
    if (number > 0) process.mostDescriptors = number;
    else delete process.mostDescriptors;
  },
});

export const strictLimits = defineKeyword({
  keyword: 'strict-limits',
  status: 'implemented',
  summary: 'A limit of descriptors that cannot be had keeps the process from starting (default).',
  sections: ['global'],
  arguments: [],
  apply({ settings }) {
    settings.process.strictLimits = true;
  },
  negate({ settings }) {
    settings.process.strictLimits = false;
  },
});

export const noreuseport = defineKeyword({
  keyword: 'noreuseport',
  status: 'implemented',
  summary: 'Another process cannot bind the addresses of this one (SO_REUSEPORT); as -dR.',
  sections: ['global'],
  arguments: [],
  apply({ settings }) {
    settings.process.reusePort = false;
  },
});
