/**
 * `hard-stop-after`: how long a soft stop may last, and how long an old generation may live after a reload.
 * 0 or nothing: without bound.
 * Source: configuration.txt, section 3.1, "hard-stop-after".
 */
import { time } from '../arguments/time.js';
import { defineKeyword } from '../registry.js';

export const hardStopAfter = defineKeyword({
  keyword: 'hard-stop-after',
  status: 'implemented',
  summary: 'Longest soft stop, and longest life of an old generation after a reload.',
  sections: ['global'],
  arguments: [{ name: 'time', type: time }],
  rest: 'ignored',
  apply({ settings }, { time }) {
    if (time > 0) settings.hardStopAfterMs = time;
    else delete settings.hardStopAfterMs;
  },
});
