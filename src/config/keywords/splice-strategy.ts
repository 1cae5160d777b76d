/**
 * `tune.headrace.splice-strategy`: which reading of EAGAIN the splice path uses, whatever the kernel's release says. For
 * tests; Headrace's own.
 */
import { choice } from '../arguments/choice.js';
import { defineKeyword } from '../registry.js';

export const spliceStrategy = defineKeyword({
  keyword: 'tune.headrace.splice-strategy',
  status: 'implemented',
  summary: "Forces the splice strategy of kernels from 2.6.29 on (`modern`) or before (`legacy`). Headrace's own.",
  sections: ['global'],
  arguments: [{ name: 'strategy', type: choice({ what: 'splice strategy', words: ['modern', 'legacy'] }) }],
  apply({ settings }, { strategy }) {
    settings.spliceStrategy = strategy;
  },
});
