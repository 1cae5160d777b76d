/**
 * `tune.bufsize`: the size of one buffer, 16384 bytes without it, rounded up to a multiple of 16 as HAProxy does.
 * Below 1024 bytes HAProxy cannot start; beyond 1 MiB a copy gains nothing.
 * Source: configuration.txt, section 3.2, "tune.bufsize".
 */
import { size } from '../arguments/size.js';
import { defineKeyword } from '../registry.js';

export const bufsize = defineKeyword({
  keyword: 'tune.bufsize',
  status: 'implemented',
  summary: 'Size of one buffer.',
  sections: ['global'],
  arguments: [{ name: 'bytes', type: size({ min: 1024, max: 1024 ** 2 }) }],
  apply({ settings }, { bytes }) {
    settings.bufferSizeBytes = Math.ceil(bytes / 16) * 16;
  },
});
