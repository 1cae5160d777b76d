/** headrace_generation_*: configurations that still have sessions, the newest last. */
import type { GenerationEntry } from '../../proxy/inventory.js';
import type { Family } from '../metric.js';

export const generationsFamily = {
  title: 'Generations of the configuration',
  labelNames: ['generation'],
  subjects: ({ inventory }) => inventory.generations,
  labels: ({ number }) => ({ generation: String(number) }),
  metrics: [
    {
      name: 'headrace_generation_age_seconds',
      type: 'gauge',
      help: 'Seconds since this generation was put in force.',
      value: ({ startedMs }, { nowMs }) => Math.max(0, nowMs - startedMs) / 1000,
    },
    {
      name: 'headrace_generation_sessions',
      type: 'gauge',
      help: 'Sessions that run with it.',
      value: ({ sessions }) => sessions,
    },
  ],
} satisfies Family<GenerationEntry>;
