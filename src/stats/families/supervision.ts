/** What the supervisor did: reloads, and workers that had to be restarted. */
import type { Family } from '../metric.js';
import type { Scrape } from '../scrape.js';

export const supervisionFamily = {
  title: 'Reloads and restarts',
  labelNames: [],
  subjects: (scrape) => [scrape],
  labels: () => ({}),
  metrics: [
    {
      name: 'headrace_generation',
      type: 'gauge',
      help: 'Number of the generation in force; grows by one with every reload that succeeds.',
      value: ({ inventory }) => inventory.generations.reduce((newest, { number }) => Math.max(newest, number), 0),
    },
    {
      name: 'headrace_reloads_total',
      type: 'counter',
      help: 'Reloads that succeeded.',
      value: ({ inventory }) => inventory.process.reloads,
    },
    {
      name: 'headrace_failed_reloads_total',
      type: 'counter',
      help: 'Reloads that were refused and changed nothing.',
      value: ({ inventory }) => inventory.process.failedReloads,
    },
    {
      name: 'headrace_worker_restarts_total',
      type: 'counter',
      help: 'Workers that died and were restarted.',
      value: ({ inventory }) => inventory.process.workerRestarts,
    },
  ],
} satisfies Family<Scrape>;
