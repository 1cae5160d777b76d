/**
 * `option socket-stats`: `show stat` has a line for each listener. They are counted in any case, and always have their metrics.
 * Source: configuration.txt, section 4.2, "option socket-stats".
 */
import { defineKeyword } from '../registry.js';

export const socketStats = defineKeyword({
  keyword: 'option socket-stats',
  status: 'implemented',
  summary: 'Shows what each listener has counted.',
  sections: ['defaults', 'frontend', 'listen'],
  ignoredIn: ['backend'],
  arguments: [],
  apply({ settings }) {
    settings.listenerStatistics = true;
  },
  negate({ settings }) {
    delete settings.listenerStatistics;
  },
});
