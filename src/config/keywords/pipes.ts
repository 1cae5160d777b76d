/**
 * The pipes of the splice path: `maxpipes` (how many; a quarter of maxconn without it), `tune.pipesize` (how large; 1 MiB
 * is asked for without it) and `nosplice` (none at all).
 * Source: configuration.txt, section 3.2.
 */
import { largestInteger, looseInteger } from '../arguments/integer.js';
import { size } from '../arguments/size.js';
import { defineKeyword } from '../registry.js';

export const maxpipes = defineKeyword({
  keyword: 'maxpipes',
  status: 'implemented',
  summary: 'Most pipes in use at once; beyond, data are copied.',
  sections: ['global'],
  arguments: [{ name: 'pipes', type: looseInteger({ min: 0, max: largestInteger }) }],
  apply({ settings }, { pipes }) {
    settings.maxpipes = pipes;
  },
});

export const pipesize = defineKeyword({
  keyword: 'tune.pipesize',
  status: 'implemented',
  summary: 'Size asked for each pipe; 0 leaves the default.',
  sections: ['global'],
  arguments: [{ name: 'bytes', type: size({ min: 0, max: largestInteger }) }],
  apply({ settings }, { bytes }) {
    if (bytes > 0) settings.pipeSizeBytes = bytes;
    else delete settings.pipeSizeBytes;
  },
});

export const nosplice = defineKeyword({
  keyword: 'nosplice',
  status: 'implemented',
  summary: 'Never splice; copy everything.',
  sections: ['global'],
  arguments: [],
  apply({ settings }) {
    settings.nosplice = true;
  },
});
