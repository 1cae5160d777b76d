/** headrace_pipes_*: the pool of pipes that splicing borrows from, one for the whole process. */
import { EngineStat, PipePoolWord } from '../../native.js';
import type { Family } from '../metric.js';
import type { Scrape } from '../scrape.js';

export const pipesFamily = {
  title: 'Pipes',
  labelNames: [],
  subjects: (scrape) => [scrape],
  labels: () => ({}),
  metrics: [
    {
      name: 'headrace_pipes_max',
      type: 'gauge',
      help: 'Pipes that may be borrowed at once (maxpipes).',
      value: ({ inventory }) => inventory.pipePool[PipePoolWord.MAX],
    },
    {
      name: 'headrace_pipes_used',
      type: 'gauge',
      help: 'Pipes borrowed now: those that hold data.',
      value: ({ inventory }) => inventory.pipePool[PipePoolWord.USED],
    },
    {
      name: 'headrace_pipes_used_max',
      type: 'gauge',
      help: 'Most pipes borrowed at once so far.',
      value: ({ inventory }) => inventory.pipePool[PipePoolWord.USED_MAX],
    },
    {
      name: 'headrace_pipes_free',
      type: 'gauge',
      help: 'Pipes ready in the pool now.',
      value: ({ inventory }) => inventory.pipePool[PipePoolWord.FREE],
    },
    {
      name: 'headrace_pipes_created_total',
      type: 'counter',
      help: 'Pipes made since the start.',
      value: ({ inventory }) => inventory.pipePool[PipePoolWord.CREATED],
    },
    {
      name: 'headrace_pipes_discarded_total',
      type: 'counter',
      help: 'Pipes closed instead of reused, because they still held data when their relay ended.',
      value: (scrape) => scrape.engine(EngineStat.PIPES_DISCARDED),
    },
    {
      name: 'headrace_pipe_borrow_failures_total',
      type: 'counter',
      help: 'Times no pipe could be had (maxpipes, descriptors): that stretch was copied.',
      value: (scrape) => scrape.engine(EngineStat.PIPE_BORROW_FAILURES),
    },
    {
      name: 'headrace_pipe_requested_size_bytes',
      type: 'gauge',
      help: 'Size asked for each pipe (tune.pipesize).',
      value: ({ inventory }) => inventory.pipePool[PipePoolWord.REQUESTED_SIZE],
    },
    {
      name: 'headrace_pipe_size_bytes',
      type: 'gauge',
      help: 'Smallest and largest size that the kernel has granted, 0 while there was no pipe.',
      per: { label: 'bound', values: ['smallest', 'largest'] },
      value: ({ inventory }, _, bound) =>
        inventory.pipePool[bound === 'smallest' ? PipePoolWord.SMALLEST_SIZE : PipePoolWord.LARGEST_SIZE],
    },
  ],
} satisfies Family<Scrape>;
